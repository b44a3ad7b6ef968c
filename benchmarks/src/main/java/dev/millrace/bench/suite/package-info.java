/** All benchmarks one after the other, and the document that is written of them. */
@NullMarked
package dev.millrace.bench.suite;

import org.jspecify.annotations.NullMarked;
