/** Arithmetic that gives the same bits everywhere and makes no garbage. */
@NullMarked
package dev.millrace.core.math;

import org.jspecify.annotations.NullMarked;
