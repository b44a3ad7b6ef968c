/** Learners of several makers on the same rows, in one process and one thread. */
@NullMarked
package dev.millrace.bench.core;

import org.jspecify.annotations.NullMarked;
