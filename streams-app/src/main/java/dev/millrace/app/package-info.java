/** The running application: topics, Kafka Streams client and HTTP interface, started and stopped together. */
@NullMarked
package dev.millrace.app;

import org.jspecify.annotations.NullMarked;
