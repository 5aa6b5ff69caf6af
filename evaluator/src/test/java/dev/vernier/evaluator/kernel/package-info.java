@NullMarked
package dev.vernier.evaluator.kernel;

import org.jspecify.annotations.NullMarked;
