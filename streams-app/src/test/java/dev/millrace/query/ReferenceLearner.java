package dev.millrace.query;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.feature.RowNames;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.parameter.BlockStore;
import dev.millrace.ingest.EventDecoder;
import dev.millrace.ingest.ExampleReader;
import dev.millrace.learn.LearnerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The core's learner alone, fed with the bytes of the same events: what queries must agree with. */
public final class ReferenceLearner implements BlockStore, RowNames {

    private final Map<Integer, byte[]> blocks = new HashMap<>();
    private final Map<Integer, String> names = new HashMap<>();
    private final MillraceConfig config;
    private final EventDecoder decoder;
    private final ExampleReader reader;
    private final Learner learner;

    public ReferenceLearner(MillraceConfig config, int number) {
        this.config = config;
        LearnerConfig spec = config.learners().get(number);
        this.decoder = new EventDecoder(config);
        this.reader = reader(config, this);
        this.learner = LearnerFactory.create(config, spec.spec(), this, 0, config.workingSetBytes());
    }

    private static ExampleReader reader(MillraceConfig config, RowNames names) {
        return new ExampleReader(config, new RowMap(config.recipe()), names);
    }

    public Learner learner() {
        return learner;
    }

    public void process(byte[] event) throws Exception {
        reader.read(decoder.decode(config.topics().events(), new RecordHeaders(), event), 0);
        learner.process(reader.features(), reader.label());
    }

    /** What the core makes of an event. */
    public FeatureVector features(byte[] event) throws Exception {
        ExampleReader own = reader(config, RowNames.NONE);
        own.read(decoder.decode(config.topics().events(), new RecordHeaders(), event), 0);
        return own.features();
    }

    /** The numbers of a row: weights, then slots. */
    public List<Float> row(int row) {
        int offset = learner.parameters().locate(row);
        float[] data = learner.parameters().data();
        List<Float> numbers = new ArrayList<>();
        for (int i = 0; i < learner.parameters().layout().rowFloats(); i++) {
            numbers.add(data[offset + i]);
        }
        return numbers;
    }

    public int rowCount() {
        return learner.parameters().layout().rowCount();
    }

    /** Blocks that hold something, after a write-back. */
    public Map<Integer, byte[]> writtenBlocks() {
        learner.parameters().writeBack();
        return blocks;
    }

    /** What every hashed row that was touched was first seen as, by row. */
    public Map<Integer, String> names() {
        return names;
    }

    /** What a hashed row was first seen as; null for other rows. */
    public String seenAs(int row) {
        return names.get(row);
    }

    @Override
    public byte[] read(int block) {
        return blocks.get(block);
    }

    @Override
    public void write(int block, byte[] encoded) {
        blocks.put(block, encoded);
    }

    @Override
    public boolean isNamed(int row) {
        return names.containsKey(row);
    }

    @Override
    public void name(int row, String name) {
        names.put(row, name);
    }
}
