/** What a person types: the command line, and the processes that it starts. */
@NullMarked
package dev.millrace.cli;

import org.jspecify.annotations.NullMarked;
