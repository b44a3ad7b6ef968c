/** A learner's parameters and state inside a Kafka Streams store: working set in memory, written back at commit. */
@NullMarked
package dev.millrace.state;

import org.jspecify.annotations.NullMarked;
