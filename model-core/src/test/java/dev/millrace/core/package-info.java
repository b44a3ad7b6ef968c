/** What the tests of several packages share. */
@NullMarked
package dev.millrace.core;

import org.jspecify.annotations.NullMarked;
