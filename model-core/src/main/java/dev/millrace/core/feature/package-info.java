/** From the fields of an event to a sparse vector of features, and its label. */
@NullMarked
package dev.millrace.core.feature;

import org.jspecify.annotations.NullMarked;
