package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.ScaledFeature;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.query.Provenance;
import dev.millrace.query.QueryRig;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.ModelFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread learns and commits, others ask: every answer must be that of one commit, whole. */
class QueryConsistencyTest {

    private static final String LEARNER = "challenger";
    private static final int EVENTS = 800;
    private static final int ASKING_THREADS = 3;

    @TempDir
    Path directory;

    /** A model as of one commit. */
    private record Commit(
            String digest,
            String parameterDigest,
            long step,
            double meanLoss,
            List<List<Float>> rows,
            ScaledFeature scaled,
            double score) {}

    @Test
    void shouldAnswerFromOneCommitWhenAskedWhileLearning() throws Exception {
        List<GenericRecord> events = TripEvents.of(EVENTS, 23);
        GenericRecord probe = TripEvents.of(1, 99).get(0);
        Queue<JsonNode> answers = new ConcurrentLinkedQueue<>();
        List<Commit> commits;
        try (QueryRig rig = new QueryRig(TripConfigs.multiclass(directory));
                QueryServer server = TestServer.start(rig.config(), rig.queries(), () -> KafkaStreams.State.RUNNING)) {
            commits = commits(rig, events, probe);
            askWhileFeeding(rig, events, new QueryClient(server.port()), probe, answers);
        }
        Set<Long> offsets = new HashSet<>();
        for (JsonNode answer : answers) {
            JsonNode position = answer.at("/provenance/position");
            long offset = position.isNull() ? -1 : position.get("offset").longValue();
            offsets.add(offset);
            assertSame(answer, commits.get((int) offset + 1));
        }
        assertThat(answers.size()).isGreaterThanOrEqualTo(EVENTS / 2);
        assertThat(offsets.size()).isGreaterThan(20);
    }

    private static void assertSame(JsonNode answer, Commit commit) {
        assertThat(answer.at("/provenance/digest").textValue()).isEqualTo(commit.digest);
        assertThat(answer.at("/provenance/step").longValue()).isEqualTo(commit.step);
        if (answer.has("parameterDigest")) {
            // The sum over all blocks, computed from what was downloaded: no half of two commits has it.
            assertThat(answer.has("blocks") ? answer.get("blocks").textValue() : AskedModel.parameterDigest(answer))
                    .isEqualTo(answer.get("parameterDigest").textValue())
                    .isEqualTo(commit.parameterDigest);
        }
        if (answer.has("rows")) {
            for (JsonNode row : answer.get("rows")) {
                List<Float> numbers = new ArrayList<>();
                row.get("weights").forEach(weight -> numbers.add((float) weight.doubleValue()));
                row.path("slots").forEach(slot -> slot.forEach(value -> numbers.add((float) value.doubleValue())));
                assertThat(numbers)
                        .isEqualTo(commit.rows.get(row.get("row").intValue()).subList(0, numbers.size()));
            }
        } else if (answer.has("features")) {
            assertThat(answer.at("/features/0/count").longValue()).isEqualTo(commit.scaled.count());
            assertThat(answer.at("/features/0/mean").doubleValue()).isEqualTo(commit.scaled.mean());
            assertThat(answer.at("/features/0/deviation").doubleValue()).isEqualTo(commit.scaled.deviation());
        } else if (answer.has("predictions")) {
            assertThat(answer.at("/predictions/0/score").doubleValue()).isEqualTo(commit.score);
            assertThat(answer.at("/predictions/1/score").doubleValue()).isEqualTo(commit.score);
        } else if (answer.has("score")) {
            assertThat(answer.get("score").doubleValue()).isEqualTo(commit.score);
        } else if (commit.step > 0 && !answer.has("blocks")) {
            double meanLoss = answer.has("meanLoss")
                    ? answer.get("meanLoss").doubleValue()
                    : answer.at("/evaluation/meanLoss").doubleValue();
            assertThat(meanLoss).isEqualTo(commit.meanLoss);
        }
    }

    private static void askWhileFeeding(
            QueryRig rig, List<GenericRecord> events, QueryClient client, GenericRecord probe, Queue<JsonNode> answers)
            throws Exception {
        AtomicInteger fed = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(ASKING_THREADS);
        try {
            List<Future<?>> askers = new ArrayList<>();
            for (int thread = 0; thread < ASKING_THREADS; thread++) {
                askers.add(threads.submit(() -> {
                    while (fed.get() < EVENTS) {
                        askAll(client, probe, answers);
                    }
                    return null;
                }));
            }
            for (GenericRecord event : events) {
                rig.feed(List.of(event));
                awaitAnswers(answers, fed.incrementAndGet() / 2, askers);
            }
            for (Future<?> asker : askers) {
                asker.get(30, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void askAll(QueryClient client, GenericRecord probe, Queue<JsonNode> answers) throws Exception {
        String learner = "/learners/" + LEARNER;
        // Small models go out so fast that it takes many to meet a write-back.
        for (int i = 0; i < 5; i++) {
            HttpResponse<String> json = client.get(learner + "/model");
            // Until the first commit there is none.
            if (json.statusCode() == 200) {
                answers.add(QueryClient.json(json));
                answers.add(avro(client.download(learner + "/model?format=avro").body()));
            }
        }
        answers.add(client.ask(learner + "/parameters?limit=1000"));
        answers.add(client.ask(learner + "/top?limit=1000"));
        answers.add(client.ask(learner + "/parameters?limit=50&from=100"));
        answers.add(client.ask(learner));
        answers.add(client.ask("/learners").get(1));
        String event = TripEvents.json(probe).toString();
        answers.add(client.ask(learner + "/predict", event));
        answers.add(client.ask(learner + "/predict", "[" + event + "," + event + "]"));
        answers.add(client.ask(learner + "/features/origin?limit=1000"));
        answers.add(client.ask(learner + "/scaler"));
    }

    /** What a model file says of itself, and the sum of the checksums of its blocks, each verified. */
    private static JsonNode avro(byte[] model) throws Exception {
        Path file = Files.createTempFile("model", ".avro");
        try {
            Files.write(file, model);
            ModelHeader header = ModelFile.verify(file);
            ObjectNode answer = new ObjectMapper().createObjectNode();
            ObjectNode provenance = answer.putObject("provenance");
            provenance.putObject("position").put("offset", header.getOffset());
            provenance.put("digest", Provenance.hex(header.getDigest())).put("step", header.getStep());
            answer.put("parameterDigest", Provenance.hex(header.getParameterDigest()));
            return answer.put("blocks", Provenance.hex(sum(file)));
        } finally {
            Files.delete(file);
        }
    }

    private static long sum(Path file) throws Exception {
        long[] sum = new long[1];
        ModelFile.read(file, new ModelFile.Visitor() {
            @Override
            public void header(ModelHeader header) {}

            @Override
            public void block(int block, byte[] encoded) {
                float[] floats = new float[(encoded.length - 12) / Float.BYTES];
                sum[0] += BlockCodec.decode(block, encoded, floats, 0, floats.length);
            }

            @Override
            public void name(int row, String name) {}
        });
        return sum[0];
    }

    /** Keeps the feeding from being over before anybody has asked. */
    private static void awaitAnswers(Queue<JsonNode> answers, int count, List<Future<?>> askers) throws Exception {
        Instant limit = Instant.now().plus(Duration.ofSeconds(60));
        while (answers.size() < count) {
            for (Future<?> asker : askers) {
                if (asker.isDone()) {
                    asker.get();
                }
            }
            assertThat(Instant.now()).isBefore(limit);
            Thread.onSpinWait();
        }
    }

    /** What the core's learner is after each event; the first is before all of them. */
    private static List<Commit> commits(QueryRig rig, List<GenericRecord> events, GenericRecord probe)
            throws Exception {
        ReferenceLearner reference = new ReferenceLearner(rig.config(), 1);
        FeatureVector features = reference.features(rig.bytes(probe));
        List<Commit> commits = new ArrayList<>();
        commits.add(commit(reference, features));
        for (GenericRecord event : events) {
            reference.process(rig.bytes(event));
            commits.add(commit(reference, features));
        }
        return commits;
    }

    private static Commit commit(ReferenceLearner reference, FeatureVector probe) {
        Learner learner = reference.learner();
        List<List<Float>> rows = new ArrayList<>();
        for (int row = 0; row < reference.rowCount(); row++) {
            rows.add(reference.row(row));
        }
        learner.predict(probe);
        double[] scores = learner.outcome().scores();
        return new Commit(
                Provenance.hex(learner.digest()),
                Provenance.hex(learner.parameters().digest()),
                learner.step(),
                learner.evaluation().meanLoss(),
                rows,
                learner.scaled(0),
                Math.max(scores[0], Math.max(scores[1], scores[2])));
    }
}
