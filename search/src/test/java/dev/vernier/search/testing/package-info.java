/** What tests of several packages share: small networks, and an evaluator whose truth is a formula. */
@NullMarked
package dev.vernier.search.testing;

import org.jspecify.annotations.NullMarked;
