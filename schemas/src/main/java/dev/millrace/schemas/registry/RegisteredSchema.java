package dev.millrace.schemas.registry;

import org.apache.avro.Schema;

/**
 * One version of a subject.
 *
 * @param id the registry-wide id that the wire format carries, 0 or greater
 * @param version place in the subject's history, from 1
 * @param schema what the id stands for
 */
public record RegisteredSchema(int id, int version, Schema schema) {}
