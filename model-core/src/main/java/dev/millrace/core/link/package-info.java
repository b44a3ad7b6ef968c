/**
 * The links of a learner's chain beside its optimizer: what is done to the gradient of a step, to the weights of its rows,
 * and their averages over the steps. All are lazy: they see the rows that a step touches, and no others.
 */
@NullMarked
package dev.millrace.core.link;

import org.jspecify.annotations.NullMarked;
