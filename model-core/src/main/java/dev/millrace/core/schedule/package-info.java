/** Learning rates as pure functions of the step. */
@NullMarked
package dev.millrace.core.schedule;

import org.jspecify.annotations.NullMarked;
