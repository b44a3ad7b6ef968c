/** Replays what a running learner has learned, and compares the two. */
@NullMarked
package dev.millrace.verify;

import org.jspecify.annotations.NullMarked;
