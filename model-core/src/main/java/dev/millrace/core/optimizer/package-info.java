/** Optimizers: immutable hyperparameters whose state lives in the slots of each parameter row. */
@NullMarked
package dev.millrace.core.optimizer;

import org.jspecify.annotations.NullMarked;
