/** Measures what a model costs that is larger than the heap. */
@NullMarked
package dev.millrace.bench.memory;

import org.jspecify.annotations.NullMarked;
