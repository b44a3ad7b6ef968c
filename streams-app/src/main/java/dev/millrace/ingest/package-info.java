/** From the bytes of a record to an example that every learner can use, or the reason why not. */
@NullMarked
package dev.millrace.ingest;

import org.jspecify.annotations.NullMarked;
