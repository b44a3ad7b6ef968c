/** Answers about the committed parameters, over HTTP. */
@NullMarked
package dev.millrace.query;

import org.jspecify.annotations.NullMarked;
