/** How state other than parameters is written to bytes and read back. */
@NullMarked
package dev.millrace.core.codec;

import org.jspecify.annotations.NullMarked;
