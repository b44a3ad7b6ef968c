/**
 * What moves, for people who watch: the learners' history and the quarantine, read back from their topics, server-sent
 * events, and the page that draws them. Nothing here is in the way of learning.
 */
@NullMarked
package dev.millrace.live;

import org.jspecify.annotations.NullMarked;
