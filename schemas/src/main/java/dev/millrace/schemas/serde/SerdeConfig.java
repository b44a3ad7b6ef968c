package dev.millrace.schemas.serde;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How records are written and read, from Confluent's configuration keys.
 *
 * @param autoRegister whether the serializer registers schemas; if not, they must be registered already
 * @param useLatest whether, if it does not register, records go out under the id of the subject's latest version
 * @param specificReader whether the deserializer makes the generated class of a record instead of a GenericRecord
 * @param subjectNames under which subject schemas are registered
 */
public record SerdeConfig(
        boolean autoRegister, boolean useLatest, boolean specificReader, SubjectNameStrategy subjectNames) {
    /** Default true. */
    public static final String AUTO_REGISTER = "auto.register.schemas";
    /** Default false; has no effect while {@link #AUTO_REGISTER} is true. */
    public static final String USE_LATEST = "use.latest.version";
    /** Default false. */
    public static final String SPECIFIC_READER = "specific.avro.reader";
    /** Default TopicNameStrategy. */
    public static final String KEY_SUBJECT_NAMES = "key.subject.name.strategy";
    /** Default TopicNameStrategy. */
    public static final String VALUE_SUBJECT_NAMES = "value.subject.name.strategy";

    /** Reads the keys above and ignores all others; {@code ConfigException} names the key that is wrong. */
    public static SerdeConfig of(Map<String, ?> configs, boolean isKey) {
        String names = isKey ? KEY_SUBJECT_NAMES : VALUE_SUBJECT_NAMES;
        return new SerdeConfig(
                flag(configs, AUTO_REGISTER, true),
                flag(configs, USE_LATEST, false),
                flag(configs, SPECIFIC_READER, false),
                SubjectNameStrategy.parse(names, configs.get(names)));
    }

    private static boolean flag(Map<String, ?> configs, String key, boolean otherwise) {
        Object value = ConfigDef.parseType(key, configs.get(key), ConfigDef.Type.BOOLEAN);
        return value == null ? otherwise : (Boolean) value;
    }
}
