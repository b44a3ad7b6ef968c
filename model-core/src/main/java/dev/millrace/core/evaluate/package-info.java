/** Progressive (test, then train) metrics and the baselines that stand beside them. */
@NullMarked
package dev.millrace.core.evaluate;

import org.jspecify.annotations.NullMarked;
