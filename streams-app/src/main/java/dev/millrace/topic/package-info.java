/** Topics from outside the topology: how they are set up, how they are read, and Avro records as JSON. */
@NullMarked
package dev.millrace.topic;

import org.jspecify.annotations.NullMarked;
