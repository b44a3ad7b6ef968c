package dev.millrace.ingest.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random columns of known kinds: the schema is the narrowest that holds them, and every value comes back. */
class SchemaInferencePropertyTest {

    private enum Kind {
        NONE,
        LONG,
        DOUBLE,
        BOOLEAN,
        LOCAL_TIME,
        STRING
    }

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shouldFindTheNarrowestTypeAndKeepEveryValue(long seed) throws IOException {
        Random random = new Random(seed);
        int rows = 1 + random.nextInt(30);
        List<List<String>> columns = new ArrayList<>();
        List<Set<Kind>> kinds = new ArrayList<>();
        for (int c = 0; c < 8; c++) {
            kinds.add(new TreeSet<>());
            columns.add(column(random, rows, kinds.get(c)));
        }
        StringBuilder csv = new StringBuilder("id,c0,c1,c2,c3,c4,c5,c6,c7\n");
        for (int r = 0; r < rows; r++) {
            csv.append(r);
            for (List<String> column : columns) {
                csv.append(',').append(column.get(r));
            }
            csv.append('\n');
        }
        String file = TestFiles.write(folder, "random.csv", csv.toString());

        try (RecordReader reader = RecordReader.open(file, ReadOptions.DEFAULT, note -> {})) {
            for (int c = 0; c < 8; c++) {
                assertThat(reader.schema().getField("c" + c).schema().toString())
                        .isEqualTo(expected(kinds.get(c)));
            }
            for (int r = 0; r < rows; r++) {
                GenericRecord record = reader.next();
                assertThat(record.get("id")).isEqualTo((long) r);
                for (int c = 0; c < 8; c++) {
                    assertThat(record.get("c" + c))
                            .isEqualTo(value(columns.get(c).get(r), kinds.get(c)));
                }
            }
            assertThat(reader.next()).isNull();
        }
    }

    /** One or two kinds of values in a column, so that types have to be joined. */
    private static List<String> column(Random random, int rows, Set<Kind> kinds) {
        Kind[] all = Kind.values();
        Kind first = all[random.nextInt(all.length)];
        Kind second = random.nextInt(3) == 0 ? all[random.nextInt(all.length)] : first;
        List<String> cells = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            Kind kind = random.nextBoolean() ? first : second;
            kinds.add(kind);
            cells.add(cell(random, kind));
        }
        return cells;
    }

    private static String cell(Random random, Kind kind) {
        return switch (kind) {
            case NONE -> "";
            case LONG -> Long.toString(random.nextLong() >> random.nextInt(64));
            case DOUBLE -> Double.toString(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
            case BOOLEAN -> Boolean.toString(random.nextBoolean());
            case LOCAL_TIME ->
                LocalDateTime.ofEpochSecond(random.nextInt(), 0, ZoneOffset.UTC).toString();
            case STRING -> "s" + random.nextInt(100);
        };
    }

    private static String expected(Set<Kind> kinds) {
        Schema type = type(kinds).schema();
        return kinds.contains(Kind.NONE) ? "[\"null\"," + type + "]" : type.toString();
    }

    private static ValueType type(Set<Kind> kinds) {
        TreeSet<Kind> some = new TreeSet<>(kinds);
        some.remove(Kind.NONE);
        if (some.equals(new TreeSet<>(List.of(Kind.LONG, Kind.DOUBLE)))) {
            return ValueType.DOUBLE;
        }
        return some.size() == 1 ? ValueType.valueOf(some.first().name()) : ValueType.STRING;
    }

    private static Object value(String cell, Set<Kind> kinds) {
        if (cell.isEmpty()) {
            return null;
        }
        return switch (type(kinds)) {
            case LONG -> (Object) Long.valueOf(cell);
            case DOUBLE -> (Object) Double.valueOf(cell);
            case BOOLEAN -> (Object) Boolean.valueOf(cell);
            case LOCAL_TIME ->
                (Object) LocalDateTime.parse(cell).toInstant(ZoneOffset.UTC).toEpochMilli();
            default -> cell;
        };
    }
}
