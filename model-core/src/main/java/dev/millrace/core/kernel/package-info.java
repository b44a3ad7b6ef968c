/** Updates of wide rows, several weights at a time: same bits as one at a time, in less time. */
@NullMarked
package dev.millrace.core.kernel;

import org.jspecify.annotations.NullMarked;
