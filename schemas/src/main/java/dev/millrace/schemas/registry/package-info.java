/**
 * A client of Confluent-compatible schema registries: ids to Avro schemas and back, over HTTP or inside the JVM. The same
 * configuration keys, REST paths and error codes as Confluent's own client.
 */
@NullMarked
package dev.millrace.schemas.registry;

import org.jspecify.annotations.NullMarked;
