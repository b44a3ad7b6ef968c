/**
 * Kafka serdes for Avro records in Confluent's wire format. They are chosen by class name and read Confluent's configuration
 * keys, so that Confluent's own serdes can take their place and the other way round.
 */
@NullMarked
package dev.millrace.schemas.serde;

import org.jspecify.annotations.NullMarked;
