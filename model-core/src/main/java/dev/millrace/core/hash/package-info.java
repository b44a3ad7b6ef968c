/** The one hash function: of feature names, and of parameter blocks for checksums and digests. */
@NullMarked
package dev.millrace.core.hash;

import org.jspecify.annotations.NullMarked;
