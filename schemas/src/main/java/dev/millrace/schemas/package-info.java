/**
 * The records that Millrace writes and reads, generated from {@code src/main/avro}. Not marked for null checks: the
 * generated accessors return null for optional fields and do not say so.
 *
 * <p>Make records with their constructors or setters. The generated builders' defaults and copies, and {@code
 * fromByteBuffer}, look classes up by name, which Avro refuses unless {@code org.apache.avro.SERIALIZABLE_PACKAGES} lists
 * them; to read without a registry, give Avro {@link dev.millrace.schemas.serde.GeneratedClasses}.
 */
package dev.millrace.schemas;
