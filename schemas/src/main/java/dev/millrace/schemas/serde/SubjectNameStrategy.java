package dev.millrace.schemas.serde;

import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Under which subject of the registry the schema of a record is kept. The same three rules, and names, as Confluent's. */
public enum SubjectNameStrategy {
    /** {@code topic-key} or {@code topic-value}: one kind of record per topic. The default. */
    TOPIC_NAME("TopicNameStrategy") {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return topic + (isKey ? "-key" : "-value");
        }
    },
    /** The record's full name: one history per kind of record, whatever the topic. */
    RECORD_NAME("RecordNameStrategy") {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return recordName(topic, schema);
        }
    },
    /** {@code topic-full.name.of.Record}: several kinds of record in one topic. */
    TOPIC_RECORD_NAME("TopicRecordNameStrategy") {
        @Override
        public String subject(String topic, boolean isKey, Schema schema) {
            return topic + "-" + recordName(topic, schema);
        }
    };

    private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

    private final String className;

    SubjectNameStrategy(String className) {
        this.className = className;
    }

    /**
     * The subject of a schema.
     *
     * @throws SerializationException if the rule needs a record's name and the schema is no record
     */
    public abstract String subject(String topic, boolean isKey, Schema schema);

    /**
     * Reads a configured strategy.
     *
     * @param key configuration key, for the message
     * @param value Confluent's class, its name with or without package, or null for the default
     * @throws ConfigException if it is another
     */
    public static SubjectNameStrategy parse(String key, @Nullable Object value) {
        if (value == null) {
            return TOPIC_NAME;
        }
        String name = value instanceof Class<?> type
                ? type.getName()
                : value.toString().trim();
        String bare = name.startsWith(CONFLUENT_PACKAGE) ? name.substring(CONFLUENT_PACKAGE.length()) : name;
        for (SubjectNameStrategy strategy : values()) {
            if (strategy.className.equals(bare)) {
                return strategy;
            }
        }
        throw new ConfigException(
                key, name, "expected TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy.");
    }

    private static String recordName(String topic, Schema schema) {
        if (schema.getType() != Schema.Type.RECORD) {
            throw new SerializationException("Topic " + topic + ": the subject name strategy needs a record, found "
                    + schema.getType() + ". Use TopicNameStrategy for values that are no records.");
        }
        return schema.getFullName();
    }
}
