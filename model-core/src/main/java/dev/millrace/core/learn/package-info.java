/** The predict-then-learn loop and the state that makes it resumable. */
@NullMarked
package dev.millrace.core.learn;

import org.jspecify.annotations.NullMarked;
