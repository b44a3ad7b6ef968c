/** Prediction with expert advice: learners of several kinds and rates side by side, weighted by how they do. */
@NullMarked
package dev.millrace.core.expert;

import org.jspecify.annotations.NullMarked;
