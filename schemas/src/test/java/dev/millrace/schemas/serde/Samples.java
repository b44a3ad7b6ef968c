package dev.millrace.schemas.serde;

import dev.millrace.schemas.ExpertLoss;
import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantineStage;
import dev.millrace.schemas.QuarantinedEvent;
import dev.millrace.schemas.QuarantinedHeader;
import dev.millrace.schemas.SourceOffset;
import dev.millrace.schemas.SparseEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/** One or two records of every schema, with every branch of every union in one of them. */
final class Samples {
    private static final Instant TIME = Instant.ofEpochMilli(1_760_000_000_123L);

    private Samples() {}

    static Stream<SpecificRecord> all() {
        return Stream.of(
                prediction(),
                new Prediction("c", 0L, 0, 0L, TIME, -1.5, 0.2, List.of(0.25, 0.75), null, null),
                event(20),
                new SparseEvent(null, null, List.of(), List.of()),
                report(0.9, null),
                report(null, 1.25),
                header(),
                quarantined(),
                new QuarantinedEvent("t", 1, 2L, TIME, QuarantineStage.DECODE, null, "bad", null, null, List.of()));
    }

    static Prediction prediction() {
        return new Prediction("champion", 123_456L, 3, 99_887_766L, TIME, 0.25, 0.56, List.of(), 1.0, 0.58);
    }

    static SparseEvent event(int features) {
        List<Integer> indices = new ArrayList<>();
        List<Float> values = new ArrayList<>();
        IntStream.range(0, features).forEach(i -> {
            indices.add(i * 5_003);
            values.add(i * 0.375f - 2);
        });
        return new SparseEvent(TIME, 1.0, indices, values);
    }

    static LossReport report(Double accuracy, Double rmse) {
        return new LossReport(
                "champion",
                "0123456789abcdef",
                "events",
                0,
                41L,
                TIME,
                42L,
                40L,
                1L,
                1L,
                "fedcba9876543210",
                "logistic",
                0.5,
                0.25,
                1_000L,
                accuracy,
                accuracy,
                rmse,
                accuracy,
                0.69,
                0.68,
                accuracy,
                rmse,
                accuracy,
                rmse,
                0.05,
                accuracy,
                rmse,
                3L,
                2L,
                1L,
                List.of(
                        new ExpertLoss("sgd-0.5", 0.25, 0.5, accuracy, rmse),
                        new ExpertLoss("kalman-1", 0.75, null, rmse, accuracy)),
                2L,
                accuracy == null ? null : 30L,
                accuracy == null ? null : TIME,
                1L);
    }

    static ModelHeader header() {
        return new ModelHeader(
                "champion",
                "0123456789abcdef",
                "{}",
                "events",
                0,
                41L,
                TIME,
                42L,
                40L,
                -1L,
                Long.MIN_VALUE,
                ByteBuffer.wrap(new byte[] {1, 2, 3}),
                2,
                List.of(new SourceOffset(0, 41L)));
    }

    static QuarantinedEvent quarantined() {
        return new QuarantinedEvent(
                "events",
                1,
                2L,
                TIME,
                QuarantineStage.LEARN,
                "champion",
                "the score is NaN – größer",
                ByteBuffer.wrap(new byte[0]),
                ByteBuffer.wrap(new byte[] {0, -1}),
                List.of(
                        new QuarantinedHeader("trace", ByteBuffer.wrap(new byte[] {9})),
                        new QuarantinedHeader("none", null)));
    }
}
