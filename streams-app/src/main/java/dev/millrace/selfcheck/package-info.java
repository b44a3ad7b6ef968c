/** Checks optimizers, schedules and losses against figures that another library computed. */
@NullMarked
package dev.millrace.selfcheck;

import org.jspecify.annotations.NullMarked;
