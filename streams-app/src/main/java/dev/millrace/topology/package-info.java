/** The whole topology, for the application and for those who embed it. */
@NullMarked
package dev.millrace.topology;

import org.jspecify.annotations.NullMarked;
