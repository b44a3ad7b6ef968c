/**
 * Waiting for what does not answer. It reads the clock, which nothing may that learns; what is learned does not
 * depend on it.
 */
@NullMarked
package dev.millrace.outage;

import org.jspecify.annotations.NullMarked;
