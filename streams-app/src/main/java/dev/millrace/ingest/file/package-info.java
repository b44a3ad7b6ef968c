/**
 * Files as Avro records: CSV, JSON lines, libsvm and Avro container files, plain or gzip, with a schema that is given or
 * inferred. Import and replay read through the same {@link dev.millrace.ingest.file.RecordReader}.
 */
@NullMarked
package dev.millrace.ingest.file;

import org.jspecify.annotations.NullMarked;
