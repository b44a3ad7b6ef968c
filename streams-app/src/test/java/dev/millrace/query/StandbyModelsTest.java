package dev.millrace.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.core.parameter.BlockCodec;
import dev.millrace.schemas.ModelHeader;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.ModelSnapshot;
import dev.millrace.state.ReadableModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A standby's store gets records one by one: what is asked of it is never the middle of a transaction. */
class StandbyModelsTest {

    private static final String NAME = "champion";

    @TempDir
    Path directory;

    private MillraceConfig config;
    private final Map<String, ServedLearner> learners = new LinkedHashMap<>();

    private record Block(int number, Bytes encoded) {}

    @BeforeEach
    void serve() {
        config = TripConfigs.binary(directory);
        for (LearnerConfig learner : config.learners()) {
            learners.put(learner.name(), new ServedLearner(config, learner, QueryRig.WITNESS));
        }
    }

    @Test
    void shouldAnswerFromTheLastWholeModelWhileRecordsCome() {
        StandbyModels models = new StandbyModels(learners, 1 << 20);
        try (QueryRig before = rig(20);
                QueryRig after = rig(40)) {
            LearnerStore standby = before.store(NAME);
            ModelHeader old = header(standby);
            assertThat(models.of(NAME, standby)).satisfies(model -> assertIs(model, old));

            ModelHeader fresh = header(after.store(NAME));
            List<Block> blocks = blocks(after.store(NAME));
            int changed = 0;
            for (Block block : blocks) {
                standby.model().write(block.number, block.encoded.get());
                changed++;
                assertThat(models.of(NAME, standby)).satisfies(model -> assertIs(model, old));
            }
            assertThat(changed).isGreaterThan(3);
            standby.model().writeHeader(fresh, 0);
            assertThat(models.of(NAME, standby))
                    .satisfies(model -> assertIs(model, header(after.store(NAME))))
                    .satisfies(model ->
                            assertThat(blocks(model)).usingRecursiveComparison().isEqualTo(blocks));
        }
    }

    /** Blocks that stayed the same do not tell: an open micro-batch is in the header's state alone. */
    @Test
    void shouldNotMixHeaderAndStateOfTwoMoments() {
        StandbyModels models = new StandbyModels(learners, 1 << 20);
        try (QueryRig rig = rig(20)) {
            LearnerStore standby = rig.store(NAME);
            ModelHeader mixed = header(standby);
            mixed.setDigest(mixed.getDigest() + 1);
            standby.model().writeHeader(mixed, 0);
            assertThatThrownBy(() -> models.of(NAME, standby))
                    .isInstanceOf(InvalidStateStoreException.class)
                    .hasMessageContaining("expected digest");
        }
    }

    @Test
    void shouldNotAnswerWhileNothingWasEverWhole() {
        StandbyModels models = new StandbyModels(learners, 1 << 20);
        try (QueryRig before = rig(20);
                QueryRig after = rig(40)) {
            LearnerStore standby = before.store(NAME);
            Block first = blocks(after.store(NAME)).get(0);
            standby.model().write(first.number, first.encoded.get());
            assertThatThrownBy(() -> models.of(NAME, standby))
                    .isInstanceOf(InvalidStateStoreException.class)
                    .hasMessageContaining("is being restored here");
        }
    }

    /** Also what is before the first header, which would look like a learner that knows nothing. */
    @Test
    void shouldNotAnswerFromAnEmptyStore() {
        StandbyModels models = new StandbyModels(learners, 1 << 20);
        try (QueryRig rig = rig(0)) {
            assertThatThrownBy(() -> models.of(NAME, rig.store(NAME)))
                    .isInstanceOf(InvalidStateStoreException.class)
                    .hasMessageContaining("nothing has come yet");
        }
    }

    @Test
    void shouldNotCopyWhatIsLargerThanAWorkingSet() {
        StandbyModels models = new StandbyModels(learners, 100);
        try (QueryRig rig = rig(20)) {
            assertThatThrownBy(() -> models.of(NAME, rig.store(NAME)))
                    .isInstanceOf(InvalidStateStoreException.class)
                    .hasMessageContaining("can be asked only where it learns")
                    .hasMessageEndingWith("memory.working-set allows more");
        }
    }

    private QueryRig rig(int events) {
        // Each has a state directory of its own.
        QueryRig rig = new QueryRig(TripConfigs.binary(directory.resolve(Integer.toString(events))));
        rig.feed(TripEvents.of(40, 5).subList(0, events));
        return rig;
    }

    private void assertIs(ReadableModel model, ModelHeader expected) {
        assertThat(header(model)).isEqualTo(expected);
        long[] digest = new long[1];
        blocks(model).forEach(block -> digest[0] += BlockCodec.storedChecksum(block.number, block.encoded.get()));
        assertThat(digest[0]).isEqualTo(expected.getParameterDigest());
    }

    private static ModelHeader header(ReadableModel model) {
        try (ModelSnapshot snapshot = model.snapshot()) {
            return snapshot.header();
        }
    }

    private static List<Block> blocks(ReadableModel model) {
        List<Block> blocks = new ArrayList<>();
        try (ModelSnapshot snapshot = model.snapshot()) {
            snapshot.forEachBlock((number, encoded) -> blocks.add(new Block(number, Bytes.wrap(encoded))));
        }
        return blocks;
    }
}
