package dev.millrace.config;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.learn.Batching;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The single values that are particular to Millrace's config. */
final class FieldTypes {

    static final ScalarType<String> APPLICATION = ScalarType.matching(
            "1 to 100 letters, digits, '.', '_' or '-', not only dots",
            Pattern.compile("(?!\\.+$)[A-Za-z0-9._-]{1,100}"));

    static final ScalarType<String> TOPIC = ScalarType.matching(
            "a topic name (1 to 249 letters, digits, '.', '_' or '-', not only dots)",
            Pattern.compile("(?!\\.+$)[A-Za-z0-9._-]{1,249}"));

    static final ScalarType<String> LEARNER =
            ScalarType.matching("1 to 100 letters, digits, '.', '_' or '-'", Pattern.compile("[A-Za-z0-9._-]{1,100}"));

    static final ScalarType<String> FIELD =
            ScalarType.matching("the name of a field of the event", Pattern.compile(".*\\S.*"));

    static final ScalarType<String> FEATURE = ScalarType.matching(
            "the name of a feature (not blank, without '=', not '" + FeatureRecipe.BIAS + "')",
            Pattern.compile("(?!" + FeatureRecipe.BIAS + "$)[^=]*[^=\\s][^=]*"));

    static final ScalarType<String> CLASS_NAME = ScalarType.matching(
            "the full name of a class", Pattern.compile("([A-Za-z_$][\\w$]*\\.)*[A-Za-z_$][\\w$]*"));

    static final ScalarType<String> HOST =
            ScalarType.matching("a host name or address", Pattern.compile("[A-Za-z0-9._:%\\[\\]-]+"));

    static final ScalarType<Path> FILE = new ScalarType<>("the path of a file", List.of(), FieldTypes::path);

    static final ScalarType<Short> REPLICATION = new ScalarType<>(
            "-1 (the broker's default) or a whole number from 1 to 32767", List.of(), FieldTypes::replication);

    static final ScalarType<ZoneId> ZONE =
            new ScalarType<>("a time zone such as UTC, Europe/Berlin or +01:00", List.of(), FieldTypes::zone);

    static final ScalarType<Long> SIZE =
            new ScalarType<>("a size from 16 KiB to 1024 GiB, such as 256 MiB", List.of(), FieldTypes::size);

    static final ScalarType<Long> MILLIS = new ScalarType<>(
            "a time from 1 ms to 366 d in ms, s, m, h or d, such as 30s or 1m", List.of(), FieldTypes::millis);

    private static final Range DEVIATIONS_RANGE = Range.between(3, 1e6);

    static final ScalarType<Double> DEVIATIONS =
            new ScalarType<>("a number " + DEVIATIONS_RANGE.inWords() + ", or none", List.of(), FieldTypes::deviations);

    private static final Pattern MILLIS_PATTERN = Pattern.compile("(\\d{1,11}) *(ms|s|m|h|d)");

    private static final Map<String, Long> MILLIS_OF_UNIT =
            Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

    private static final Pattern SIZE_PATTERN = Pattern.compile("(\\d{1,9}) *(KiB|MiB|GiB)");

    private static final Map<String, Integer> SIZE_SHIFT = Map.of("KiB", 10, "MiB", 20, "GiB", 30);

    private FieldTypes() {}

    private static @Nullable Path path(String text) {
        try {
            return text.isBlank() ? null : Path.of(text);
        } catch (InvalidPathException e) {
            return null;
        }
    }

    private static @Nullable Short replication(String text) {
        Integer value = ScalarType.integer(-1, Short.MAX_VALUE).parse().apply(text);
        return value == null || value == 0 ? null : value.shortValue();
    }

    private static @Nullable ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Double deviations(String text) {
        if (text.equals("none")) {
            return FeatureRecipe.Limits.UNLIMITED;
        }
        return ScalarType.number(DEVIATIONS_RANGE).parse().apply(text);
    }

    private static @Nullable Long millis(String text) {
        Matcher matcher = MILLIS_PATTERN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Long unit = MILLIS_OF_UNIT.get(matcher.group(2));
        long millis = Long.parseLong(matcher.group(1)) * (unit == null ? 0 : unit);
        return millis >= 1 && millis <= Batching.EventTime.MAX_MILLIS ? millis : null;
    }

    private static @Nullable Long size(String text) {
        Matcher matcher = SIZE_PATTERN.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        Integer shift = SIZE_SHIFT.get(matcher.group(2));
        long bytes = Long.parseLong(matcher.group(1)) << (shift == null ? 0 : shift);
        return bytes >= 16L << 10 && bytes <= 1L << 40 ? bytes : null;
    }
}
