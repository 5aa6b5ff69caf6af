/** What the tests of several packages share: {@link dev.vernier.evaluator.testing.Attack} is the way to try a parser. */
@NullMarked
package dev.vernier.evaluator.testing;

import org.jspecify.annotations.NullMarked;
