/**
 * What Prometheus reads: the learners' own figures, Kafka Streams' and the JVM's. Reads what the stream thread has
 * published, and holds nothing up.
 */
@NullMarked
package dev.millrace.metric;

import org.jspecify.annotations.NullMarked;
