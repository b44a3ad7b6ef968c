/**
 * Replays: events of a topic or a file, read once, from which many candidates learn side by side, through the code that runs
 * in production, and are judged.
 */
@NullMarked
package dev.millrace.replay;

import org.jspecify.annotations.NullMarked;
