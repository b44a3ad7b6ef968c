/** Rates measured side by side in one run. Not part of the product. */
@NullMarked
package dev.millrace.bench;

import org.jspecify.annotations.NullMarked;
