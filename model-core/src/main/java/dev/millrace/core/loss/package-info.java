/** Losses, their gradients and the link from score to prediction. */
@NullMarked
package dev.millrace.core.loss;

import org.jspecify.annotations.NullMarked;
