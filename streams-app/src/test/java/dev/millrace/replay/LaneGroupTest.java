package dev.millrace.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.config.MillraceConfig;
import dev.millrace.ingest.file.ReadOptions;
import dev.millrace.replay.source.FileSource;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelFile;
import dev.millrace.testing.FlightConfigs;
import dev.millrace.testing.FlightEvents;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Candidates in lanes end, to the bit, where each ends alone. */
class LaneGroupTest {

    private static final int NO_LANES = 1;
    private static final List<String> RATES = List.of("0.001", "0.01", "0.1", "1", "10", "100", "1000000");
    private static final List<String> SCHEDULES =
            List.of("{type: inverse-sqrt, value: 0.5}", "{type: cosine, value: 0.1, half: 5000}");
    private static final Path FLIGHTS = Path.of("..", "examples", "data", "flights-2001-300k.csv.gz");

    private static final Schema WEIGHED = SchemaBuilder.record("Weighed")
            .fields()
            .requiredLong("departure")
            .requiredString("origin")
            .requiredString("destination")
            .optionalDouble("distance")
            .optionalDouble("delay")
            .requiredDouble("w")
            .endRecord();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldLearnFromFlightsWhatEachWouldAlone(int threads) throws Exception {
        Path file = firstFlights(20_000);
        List<Candidate> candidates = grid(SCHEDULES, text -> text);

        List<String> found = replay(
                new FileSource(file.toString(), ReadOptions.DEFAULT, null, note -> {}),
                candidates,
                options(threads, 0, 1, 1),
                16);

        assertThat(found)
                .isEqualTo(replay(
                        new FileSource(file.toString(), ReadOptions.DEFAULT, null, note -> {}),
                        candidates,
                        options(1, 0, 1, 1),
                        NO_LANES))
                .allSatisfy(text -> assertThat(text).contains("events=20000").contains("Frozen["));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldEndAsAloneWhenHighRatesRefuseWhatOthersLearn(int threads) throws Exception {
        List<Candidate> candidates = grid(
                SCHEDULES,
                text -> text.replace("above: 15}", "above: 15}\nweight: {field: w}")
                        .replace("optimizer", "loss: squared-hinge, class-weights: [1000000, 1], optimizer"));
        List<GenericRecord> events = weighed(6_000);

        List<String> found = replay(new ListSource(events), candidates, options(threads, 0.1, 1, 1), 16);

        assertThat(found).isEqualTo(replay(new ListSource(events), candidates, options(1, 0.1, 1, 1), NO_LANES));
        // Some never refuse, some do at their own moment, so that lanes are left one by one.
        assertThat(found).anyMatch(text -> text.contains("Refusals[count=0, first=-1"));
        assertThat(found.stream()
                        .map(text -> text.replaceFirst("(?s).*(Refusals\\[[^\\]]*\\]).*", "$1"))
                        .distinct())
                .hasSizeGreaterThan(4);
    }

    @Test
    void shouldEndAsAloneWhenThereAreManyClasses() throws Exception {
        String classes = IntStream.range(0, 30).mapToObj(i -> "D" + i).collect(Collectors.joining(", "));
        List<Candidate> candidates = grid(
                List.of(),
                text -> text.replace("task: binary", "task: multiclass")
                        .replace("{field: delay, above: 15}", "{field: destination, classes: [" + classes + "]}")
                        .replace("  - categorical: destination\n", ""));
        List<GenericRecord> events = FlightEvents.of(3_000, 4);

        assertThat(replay(new ListSource(events), candidates, options(2, 0.2, 1, 1), 16))
                .isEqualTo(replay(new ListSource(events), candidates, options(1, 0.2, 1, 1), NO_LANES));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldDropTheSameOnesAtTheSameState(int threads) throws Exception {
        List<Candidate> candidates = grid(SCHEDULES, text -> text);
        List<GenericRecord> events = FlightEvents.of(20_000, 5);

        List<String> found = replay(new ListSource(events), candidates, options(threads, 0, 1, 3), 16);

        assertThat(found).isEqualTo(replay(new ListSource(events), candidates, options(1, 0, 1, 3), NO_LANES));
        assertThat(found).anyMatch(text -> text.contains("rung=0")).anyMatch(text -> text.contains("rung=1"));
    }

    @Test
    void shouldLearnTheSameInEachEpoch() throws Exception {
        List<Candidate> candidates = grid(List.of(), text -> text);
        List<GenericRecord> events = FlightEvents.of(3_000, 6);

        assertThat(replay(new ListSource(events), candidates, options(2, 0.1, 3, 1), 16))
                .isEqualTo(replay(new ListSource(events), candidates, options(1, 0.1, 3, 1), NO_LANES))
                .allSatisfy(text -> assertThat(text).containsPattern("(Epoch.*){3}"));
    }

    @Test
    void shouldGroupOnlyThoseThatDifferInNothingButTheirRate() {
        List<Candidate> candidates = List.of(
                candidate("a", "optimizer: sgd, rate: 0.1", text -> text),
                candidate("b", "optimizer: sgd, rate: {type: inverse-sqrt, value: 0.5}", text -> text),
                candidate("c", "optimizer: adagrad, rate: 0.1", text -> text),
                candidate("d", "optimizer: {type: adagrad, epsilon: 1e-8}, rate: 0.1", text -> text),
                candidate("e", "optimizer: lazy-adam, rate: 0.1", text -> text),
                candidate("f", "optimizer: lazy-adam, rate: 0.2", text -> text),
                candidate("g", "optimizer: sgd, rate: 0.1, batch: 2", text -> text),
                candidate("h", "optimizer: sgd, rate: 0.2, batch: 2", text -> text),
                candidate("i", "optimizer: sgd, rate: 0.1, plateau: {factor: 0.5}", text -> text),
                candidate("j", "optimizer: sgd, rate: 0.1, average: polyak", text -> text),
                candidate("k", "optimizer: sgd, rate: 0.3, gradient: [{type: clip-norm, limit: 1}]", text -> text),
                candidate(
                        "l", "optimizer: sgd, rate: 0.3, weights: [{type: weight-decay, strength: 0.1}]", text -> text),
                candidate("m", "optimizer: sgd, rate: 0.4", text -> text.replace("bits: 12", "bits: 13")),
                candidate("n", "optimizer: sgd, rate: 0.4", text -> text.replace("window: 100", "window: 200")),
                candidate("o", "optimizer: sgd, rate: 0.4", text -> text));

        assertThat(LaneGroup.plan(candidates, 1, 16))
                .singleElement()
                .satisfies(members ->
                        assertThat(members).extracting(Candidate::name).containsExactly("a", "b", "o"));
    }

    @Test
    void shouldDealCandidatesOutAmongTheThreads() {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < 35; i++) {
            candidates.add(candidate("c" + i, "optimizer: sgd, rate: " + (i + 1), text -> text));
        }

        assertThat(sizes(LaneGroup.plan(candidates, 1, 16))).containsExactly(12, 12, 11);
        assertThat(sizes(LaneGroup.plan(candidates, 8, 16))).containsExactly(5, 5, 5, 4, 4, 4, 4, 4);
        assertThat(sizes(LaneGroup.plan(candidates.subList(0, 3), 8, 16))).containsExactly(3);
        assertThat(LaneGroup.plan(candidates, 8, NO_LANES)).isEmpty();
        // Of 2^24 weights not even two fit; of 2^22, four.
        assertThat(LaneGroup.plan(List.of(hashed("x", 24), hashed("y", 24)), 1, 16))
                .isEmpty();
        assertThat(sizes(LaneGroup.plan(
                        List.of(hashed("a", 21), hashed("b", 21), hashed("c", 21), hashed("d", 21), hashed("e", 21)),
                        1,
                        16)))
                .containsExactly(5);
        assertThat(Replay.parameterBytes(candidates.subList(0, 2)))
                .isEqualTo(8 * (Replay.parameterBytes(candidates.subList(0, 1)) / 3));
    }

    private static List<Integer> sizes(Collection<List<Candidate>> groups) {
        return groups.stream().map(List::size).toList();
    }

    private static Candidate hashed(String name, int bits) {
        return candidate(name, "optimizer: sgd, rate: 0.1", text -> text.replace("bits: 12", "bits: " + bits));
    }

    /** What can be told of each candidate, its saved model included. */
    private List<String> replay(ReplaySource source, List<Candidate> candidates, ReplayOptions options, int mostLanes)
            throws Exception {
        Replay replay = new Replay(source, candidates, options, mostLanes);
        List<String> found = new ArrayList<>();
        for (CandidateResult result :
                replay.run((epoch, done, share, left) -> true).candidates()) {
            Path model = folder.resolve("found.model");
            replay.save(result.candidate().name(), model);
            found.add(figures(result) + content(model));
        }
        source.close();
        return found;
    }

    private static String figures(CandidateResult result) {
        StringBuilder text = new StringBuilder(result.candidate().name())
                .append(" rung=")
                .append(result.rung())
                .append(' ')
                .append(List.of(result.evaluation(), result.refusals(), result.epochs(), result.learned()))
                .append(' ')
                .append(result.holdout())
                .append(' ')
                .append(result.frozen())
                .append(" calibration=")
                .append(result.calibration().error());
        LossSeries losses = result.losses();
        text.append(" events=").append(losses.examples());
        for (int block = 0; block < losses.blocks(); block++) {
            text.append(' ').append(losses.count(block)).append(':').append(losses.loss(block));
        }
        return text.toString();
    }

    private static String content(Path model) throws Exception {
        StringBuilder text = new StringBuilder();
        ModelFile.read(model, new ModelFile.Visitor() {
            @Override
            public void header(ModelHeader header) {
                byte[] state = new byte[header.getState().remaining()];
                header.getState().duplicate().get(state);
                text.append(header).append(Arrays.hashCode(state));
            }

            @Override
            public void block(int block, byte[] encoded) {
                text.append(block).append('=').append(Arrays.hashCode(encoded)).append(' ');
            }

            @Override
            public void name(int row, String name) {
                text.append(row).append('=').append(name).append(' ');
            }
        });
        return text.toString();
    }

    private static List<Candidate> grid(List<String> schedules, UnaryOperator<String> change) {
        List<Candidate> candidates = new ArrayList<>();
        List<String> rates = new ArrayList<>(RATES);
        rates.addAll(schedules);
        for (String optimizer : List.of("sgd", "adagrad")) {
            for (int i = 0; i < rates.size(); i++) {
                candidates.add(candidate(optimizer + i, "optimizer: " + optimizer + ", rate: " + rates.get(i), change));
            }
        }
        return candidates;
    }

    private static Candidate candidate(String name, String learner, UnaryOperator<String> change) {
        String text = FlightConfigs.yaml(
                "replay", "127.0.0.1:1", "mock://replay", "state", "learners: [{name: " + name + ", " + learner + "}]");
        return new Candidate(name, new TreeMap<>(), MillraceConfig.parse(change.apply(text), "replay.yaml"));
    }

    private static ReplayOptions options(int threads, double holdout, int epochs, int halving) {
        return new ReplayOptions(threads, holdout, epochs, halving, 2, true);
    }

    /** Some without a label; a third has the weight 0, a hundredth one that overflows where the margin is wide. */
    private static List<GenericRecord> weighed(int count) {
        List<GenericRecord> events = new ArrayList<>();
        for (GenericRecord flight : FlightEvents.of(count, 7)) {
            GenericRecord event = new GenericData.Record(WEIGHED);
            for (Schema.Field field : FlightEvents.SCHEMA.getFields()) {
                event.put(field.name(), flight.get(field.name()));
            }
            int i = events.size();
            event.put("w", i % 3 == 0 ? 0 : i % 100 == 1 ? 1e6 : 1e-6);
            events.add(event);
        }
        return events;
    }

    private Path firstFlights(int count) throws Exception {
        Path file = folder.resolve("flights.csv");
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(FLIGHTS)), StandardCharsets.UTF_8))) {
            Files.write(file, in.lines().limit(1L + count).toList());
        }
        return file;
    }
}
