package dev.millrace.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.learn.Learner;
import dev.millrace.query.QueryRig;
import dev.millrace.query.ReferenceLearner;
import dev.millrace.query.TripConfigs;
import dev.millrace.query.TripEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
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
    private static final int EVENTS = 400;
    private static final int ASKING_THREADS = 3;

    @TempDir
    Path directory;

    /** A model as of one commit. */
    private record Commit(String digest, long step, double meanLoss, List<List<Float>> rows, double score) {}

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
        if (answer.has("rows")) {
            for (JsonNode row : answer.get("rows")) {
                List<Float> numbers = new ArrayList<>();
                row.get("weights").forEach(weight -> numbers.add((float) weight.doubleValue()));
                row.path("slots").forEach(slot -> slot.forEach(value -> numbers.add((float) value.doubleValue())));
                assertThat(numbers)
                        .isEqualTo(commit.rows.get(row.get("row").intValue()).subList(0, numbers.size()));
            }
        } else if (answer.has("score")) {
            assertThat(answer.get("score").doubleValue()).isEqualTo(commit.score);
        } else if (commit.step > 0) {
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
        answers.add(client.ask(learner + "/parameters?limit=1000"));
        answers.add(client.ask(learner + "/top?limit=1000"));
        answers.add(client.ask(learner + "/parameters?limit=50&from=100"));
        answers.add(client.ask(learner));
        answers.add(client.ask("/learners").get(1));
        answers.add(client.ask(learner + "/predict", TripEvents.json(probe).toString()));
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
                HexFormat.of().toHexDigits(learner.digest()),
                learner.step(),
                learner.evaluation().meanLoss(),
                rows,
                Math.max(scores[0], Math.max(scores[1], scores[2])));
    }
}
