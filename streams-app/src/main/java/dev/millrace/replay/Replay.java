package dev.millrace.replay;

import dev.millrace.core.feature.RowMap;
import dev.millrace.core.hash.Murmur3;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.parameter.ParameterLayout;
import dev.millrace.ingest.RejectedEventException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.generic.IndexedRecord;

/**
 * Has many candidates learn from the same events, side by side: each event is decoded once, turned into features once for all
 * candidates whose recipes agree, and learned from by each, through the code that runs in production.
 *
 * <p>One thread calls and reads; others help to learn. May be run once.
 */
public final class Replay {

    /**
     * The more events a candidate learns from in a row, the more of its rows are still in the cache of a core; the examples
     * must be there, too.
     */
    private static final int BATCH = 4_096;

    /** In the beginning, so that short inputs are looked at often enough. */
    private static final int FIRST_BATCH = 1_024;

    private static final int FIRST_EVENTS = 32_768;

    private static final double FROZEN_AFTER = 1.0 / 3;
    private static final int SHOWN_FAULTS = 5;
    private static final long HOLDOUT_SEED = 0x686f6c64;

    private final ReplaySource source;
    private final ReplayOptions options;
    private final Measure measure;
    private final List<CandidateRun> runs = new ArrayList<>();
    private final List<LaneGroup> groups = new ArrayList<>();
    private final List<SharedRecipe> recipes;
    private final Halving halving;

    private final SortedMap<String, Long> positions = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private List<CandidateRun> learning;
    private int partition = -1;
    private long offset = -1;
    private long events;
    private long firstEpochEvents;
    private long unusable;
    private long held;
    private int filled;
    private boolean busy;
    private boolean frozen;
    private boolean stopped;
    /** All has been learned from: to drop a candidate now would save nothing. */
    private boolean ended;

    private double progress;
    private double progressOfBatch;

    /** @param candidates one or more, with different names, of one task */
    public Replay(ReplaySource source, List<Candidate> candidates, ReplayOptions options) {
        this(source, candidates, options, Integer.MAX_VALUE);
    }

    /** @param mostLanes candidates that learn side by side at most; below 2 for none */
    Replay(ReplaySource source, List<Candidate> candidates, ReplayOptions options, int mostLanes) {
        this.source = source;
        this.options = options;
        this.measure = Measure.of(candidates);
        Map<Object, SharedRecipe> byKey = new LinkedHashMap<>();
        Map<String, LaneGroup> groupOf = new HashMap<>();
        for (List<Candidate> members : LaneGroup.plan(candidates, options.threads(), mostLanes)) {
            LaneGroup group = new LaneGroup(members);
            groups.add(group);
            members.forEach(member -> groupOf.put(member.name(), group));
        }
        for (Candidate candidate : candidates) {
            SharedRecipe recipe = byKey.computeIfAbsent(
                    SharedRecipe.key(candidate.config()),
                    key -> new SharedRecipe(candidate.config(), measure, BATCH, options.namesFeatures()));
            runs.add(new CandidateRun(candidate, recipe, measure, groupOf.get(candidate.name())));
        }
        this.recipes = List.copyOf(byKey.values());
        this.halving = new Halving(options, candidates.size());
        this.learning = List.copyOf(runs);
    }

    /**
     * Bytes that the parameters of the candidates take at most, optimizers' slots and frozen models included: three times,
     * and once more of those that have a place in a lane, which stays there when they leave it.
     */
    public static long parameterBytes(List<Candidate> candidates) {
        long bytes = 0;
        Set<String> inLanes = new HashSet<>();
        LaneGroup.plan(candidates, 1, Integer.MAX_VALUE)
                .forEach(members -> members.forEach(member -> inLanes.add(member.name())));
        for (Candidate candidate : candidates) {
            ParameterLayout layout = Learner.layout(
                    candidate.learner().spec(), new RowMap(candidate.config().recipe()).rowCount());
            bytes += (inLanes.contains(candidate.name()) ? 4L : 3L)
                    * layout.blockCount()
                    * layout.blockFloats()
                    * Float.BYTES;
        }
        return bytes;
    }

    /** Shares of the input after which candidates are dropped, in order; empty if none are. */
    public static List<Double> rungs(ReplayOptions options, int candidates) {
        return Halving.plan(options, candidates);
    }

    /**
     * Replays.
     *
     * @throws IOException if the source cannot be read
     * @throws ReplayException if there is nothing to learn from
     */
    public ReplayResult run(ReplayProgress watcher) throws IOException {
        try (Workers workers = new Workers(options.threads())) {
            for (int epoch = 0; epoch < options.epochs() && !stopped; epoch++) {
                runEpoch(epoch, workers, watcher);
            }
        }
        return result();
    }

    /**
     * Writes what a candidate has learned to a file that {@code millrace run} can begin with: behind the last event, if the
     * source is in the order that a running learner learns in ({@link ReplaySource#topic}); else without a position.
     *
     * @param name of a candidate
     * @return whether the file has a position
     */
    public boolean save(String name, Path file) throws IOException {
        CandidateRun run = runs.stream()
                .filter(candidate -> candidate.candidate().name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("name: expected that of a candidate, got '" + name + "'"));
        boolean hasPosition = !source.topic().isEmpty() && positions.size() == 1;
        run.save(file, hasPosition ? source.topic() : "", hasPosition ? partition : -1, hasPosition ? offset : -1);
        return hasPosition;
    }

    private void runEpoch(int epoch, Workers workers, ReplayProgress watcher) throws IOException {
        if (epoch > 0) {
            recipes.forEach(SharedRecipe::rewind);
            learning.forEach(CandidateRun::beginEpoch);
        }
        events = 0;
        source.read(event -> {
            take(event, epoch == 0);
            if (filled == (events > FIRST_EVENTS ? BATCH : FIRST_BATCH)) {
                turnOver(epoch, workers);
                stopped = !watcher.at(epoch, events, progress, learning.size());
            }
            return !stopped;
        });
        turnOver(epoch, workers);
        ended = options.epochs() == 1;
        finish(epoch, workers);
        if (epoch == 0) {
            firstEpochEvents = events;
        }
        if (!stopped || epoch == 0) {
            learning.forEach(CandidateRun::endEpoch);
        }
    }

    private void take(ReplayedEvent event, boolean first) {
        events++;
        filled++;
        progress = event.progress();
        if (first) {
            // A later epoch may be stopped in its middle, but knows all events of the first.
            partition = event.partition();
            offset = event.offset();
            // Sources use the name of a partition again and again.
            positions.put(event.place(), event.offset());
        }
        IndexedRecord record = event.record();
        if (record == null) {
            unusable(event, event.fault(), first);
            return;
        }
        boolean isHeld = options.holdout() > 0 && isHeld(event);
        boolean labeled = false;
        for (SharedRecipe recipe : recipes) {
            try {
                labeled |= recipe.add(record, event.timestampMillis(), isHeld);
            } catch (RejectedEventException e) {
                unusable(event, e.reason(), first);
            }
        }
        if (isHeld && labeled && first) {
            held++;
        }
    }

    private void unusable(ReplayedEvent event, String reason, boolean first) {
        if (first) {
            unusable++;
            if (faults.size() < SHOWN_FAULTS) {
                faults.add(event.place() + "@" + event.offset() + ": " + reason);
            }
        }
    }

    private boolean isHeld(ReplayedEvent event) {
        byte[] key = event.key();
        byte[] hashed = key != null
                ? key
                : ByteBuffer.allocate(Integer.BYTES + Long.BYTES)
                        .putInt(event.partition())
                        .putLong(event.offset())
                        .array();
        long hash = Murmur3.hash(hashed, 0, hashed.length, HOLDOUT_SEED);
        return (hash >>> 11) * 0x1.0p-53 < options.holdout();
    }

    /** The candidates learn from the batch that was filled, while the next one is. */
    private void turnOver(int epoch, Workers workers) {
        finish(epoch, workers);
        recipes.forEach(SharedRecipe::turnOver);
        filled = 0;
        progressOfBatch = progress;
        workers.begin(tasks());
        busy = true;
    }

    private void finish(int epoch, Workers workers) {
        if (!busy) {
            return;
        }
        workers.finish();
        busy = false;
        if (epoch == 0 && !ended) {
            learning = halving.drop(progressOfBatch, learning);
        }
        if (!frozen && options.epochs() == 1 && progressOfBatch >= FROZEN_AFTER) {
            frozen = true;
            groups.forEach(LaneGroup::freeze);
            learning.stream().filter(run -> !run.isInGroup()).forEach(CandidateRun::freeze);
        }
    }

    /** Groups are the longest, and begin. */
    private List<Runnable> tasks() {
        List<Runnable> tasks = new ArrayList<>();
        groups.forEach(group -> tasks.add(group::learn));
        learning.stream().filter(run -> !run.isInGroup()).forEach(run -> tasks.add(run::learn));
        return tasks;
    }

    private ReplayResult result() {
        List<CandidateResult> results = runs.stream().map(CandidateRun::result).toList();
        return new ReplayResult(
                source.description(),
                measure.name(),
                positions,
                firstEpochEvents,
                unusable,
                faults,
                results.stream()
                        .filter(CandidateResult::isFinished)
                        .mapToLong(result -> result.evaluation().examples())
                        .max()
                        .orElse(0),
                held,
                stopped,
                halving.rungs(),
                results);
    }
}
