/** What benchmarks found, for people and for programs. */
@NullMarked
package dev.millrace.bench.report;

import org.jspecify.annotations.NullMarked;
