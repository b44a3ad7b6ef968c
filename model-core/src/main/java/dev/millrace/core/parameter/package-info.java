/** Parameter blocks: layout, the bounded working set in memory, the byte layout in a store, the digest. */
@NullMarked
package dev.millrace.core.parameter;

import org.jspecify.annotations.NullMarked;
