/** Tests of what benchmarks count and draw. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
