/** Kills, pauses and restarts the application and its broker, and compares what is left with an uninterrupted run. */
@NullMarked
package dev.millrace.crash;

import org.jspecify.annotations.NullMarked;
