/**
 * What a replay tries: candidates from a list, a grid or random draws over any key of a config that decides what is
 * learned, and the winner written back as a config.
 */
@NullMarked
package dev.millrace.replay.search;

import org.jspecify.annotations.NullMarked;
