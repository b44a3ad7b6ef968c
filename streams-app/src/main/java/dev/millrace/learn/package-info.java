/** The processor: one event in, every learner's prediction, loss report or refusal out. */
@NullMarked
package dev.millrace.learn;

import org.jspecify.annotations.NullMarked;
