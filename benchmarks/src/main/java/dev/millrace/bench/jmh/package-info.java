/** The kernels one by one, measured with JMH. */
@NullMarked
package dev.millrace.bench.jmh;

import org.jspecify.annotations.NullMarked;
