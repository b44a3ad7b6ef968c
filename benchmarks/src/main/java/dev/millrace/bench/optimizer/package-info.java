/** Dense steps of the optimizers beside what the memory allows. */
@NullMarked
package dev.millrace.bench.optimizer;

import org.jspecify.annotations.NullMarked;
