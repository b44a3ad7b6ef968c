/** Where a replay's events come from: part of a topic, in one order, or a file. Nothing is written to either. */
@NullMarked
package dev.millrace.replay.source;

import org.jspecify.annotations.NullMarked;
