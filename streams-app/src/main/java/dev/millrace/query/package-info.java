/**
 * Answers about the parameters as last written back. Every answer says of which learner it is and how far that was
 * trained; none of them touches what the stream thread works on.
 */
@NullMarked
package dev.millrace.query;

import org.jspecify.annotations.NullMarked;
