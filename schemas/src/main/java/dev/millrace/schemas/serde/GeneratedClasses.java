package dev.millrace.schemas.serde;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificFixed;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Finds the classes that Avro generated from schemas. Since 1.12 Avro itself looks up only classes that a system property
 * lists ({@code org.apache.avro.SERIALIZABLE_PACKAGES}), for a schema that comes with the data must not choose any class it
 * likes. Here a class qualifies by what it is: a specific record, a specific fixed, or an enum that holds its Avro schema; it
 * is not initialized before that is certain. So no property needs to be set.
 *
 * <p>Give it to Avro's readers in place of the generated class's own {@code MODEL$}, for instance to
 * {@code new BinaryMessageDecoder<>(GeneratedClasses.of(ModelHeader.class), ModelHeader.getClassSchema())}.
 *
 * <p>Any thread may use it.
 */
public final class GeneratedClasses extends SpecificData {
    private final Map<String, Optional<Class<?>>> found = new ConcurrentHashMap<>();

    private GeneratedClasses(ClassLoader loader) {
        super(loader);
    }

    /** Conversions of logical types as the generated class declares them, and a safe look-up of the classes it consists of. */
    public static GeneratedClasses of(Class<? extends SpecificRecordBase> type) {
        GeneratedClasses classes = new GeneratedClasses(type.getClassLoader());
        SpecificData.getForClass(type).getConversions().forEach(classes::addLogicalTypeConversion);
        return classes;
    }

    /** The generated record class of that schema, or null if there is none on the class path. */
    static @Nullable Class<? extends SpecificRecordBase> recordClass(Schema schema) {
        Class<?> type = new GeneratedClasses(Utils.getContextOrKafkaClassLoader()).getClass(schema);
        return type != null && SpecificRecordBase.class.isAssignableFrom(type)
                ? type.asSubclass(SpecificRecordBase.class)
                : null;
    }

    /** The generated class of a record, enum or fixed, or null if there is none; other types as Avro has it. */
    @Override
    public @Nullable Class<?> getClass(Schema schema) {
        switch (schema.getType()) {
            case RECORD:
            case ENUM:
            case FIXED:
                return found.computeIfAbsent(getClassName(schema), this::load).orElse(null);
            default:
                return super.getClass(schema);
        }
    }

    private Optional<Class<?>> load(String name) {
        try {
            Class<?> type = Class.forName(name, false, getClassLoader());
            return isGenerated(type) ? Optional.of(type) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }

    private static boolean isGenerated(Class<?> type) {
        return SpecificRecord.class.isAssignableFrom(type)
                || SpecificFixed.class.isAssignableFrom(type)
                || (type.isEnum() && holdsSchema(type));
    }

    private static boolean holdsSchema(Class<?> type) {
        try {
            return type.getDeclaredField("SCHEMA$").getType() == Schema.class;
        } catch (NoSuchFieldException e) {
            return false;
        }
    }
}
