/**
 * The records that Millrace writes and reads, generated from {@code src/main/avro}. Not marked for null checks: the
 * generated accessors return null for optional fields and do not say so.
 */
package dev.millrace.schemas;
