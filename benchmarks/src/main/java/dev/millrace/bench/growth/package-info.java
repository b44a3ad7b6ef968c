/** Measures how the learner's cost grows with sizes. */
@NullMarked
package dev.millrace.bench.growth;

import org.jspecify.annotations.NullMarked;
