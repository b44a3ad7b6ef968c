package dev.millrace.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingSetTest {

    /** 1,000 rows of 6 floats in 250 blocks of 24. */
    private static final ParameterLayout LAYOUT = new ParameterLayout(1000, 2, 2, 0, 4);

    private static final long BLOCK_BYTES = 4 * 24;
    private static final int EVENT_ROWS = 12;

    private final MapBlockStore store = new MapBlockStore();
    /** What each block must hold; blocks that were never changed are not there. */
    private final Map<Integer, float[]> model = new HashMap<>();

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "8, 4", "20, 5", "64, 6", "100, 7", "249, 8", "250, 9", "1000, 10"})
    void shouldHoldWhatWasPutWhenMemoryIsLimited(int limitBlocks, long seed) {
        Random random = new Random(seed);
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES + 50);
        for (int event = 0; event < 3000; event++) {
            touchRows(set, random);
            if (random.nextInt(10) == 0) {
                assertThat(set.digest()).isEqualTo(digestFromScratch());
            }
            keepWithin(set, limitBlocks);
            if (random.nextInt(200) == 0) {
                set.writeBack();
                checkStore();
                long digest = set.digest();
                set = new WorkingSet(LAYOUT, store, digest, limitBlocks * BLOCK_BYTES + 50);
                assertThat(set.digest()).isEqualTo(digest).isEqualTo(digestFromScratch());
            }
        }
        set.writeBack();
        checkStore();
        assertThat(model.size()).isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 249, 250})
    void shouldHoldWhatTheStoreHasWhenItIsResetAfterAnotherHasWritten(int limitBlocks) {
        Random random = new Random(limitBlocks);
        WorkingSet writer = new WorkingSet(LAYOUT, store, 0, 250 * BLOCK_BYTES);
        WorkingSet reader = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES);
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 30; i++) {
                int row = random.nextInt(1000);
                writer.data()[writer.locate(row)] = random.nextFloat();
                writer.markChanged(row);
            }
            writer.writeBack();
            reader.reset(writer.digest());
            assertThat(reader.residentBlocks()).isZero();
            for (int i = 0; i < 200; i++) {
                int row = random.nextInt(1000);
                int at = reader.locate(row);
                assertThat(reader.data()[at]).isEqualTo(writer.data()[writer.locate(row)]);
                if (reader.isOverLimit()) {
                    reader.makeRoom();
                }
            }
            assertThat(reader.digest()).isEqualTo(writer.digest());
        }
    }

    @Test
    void shouldCountBlocksInMemoryAndBlocksWrittenBack() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 250 * BLOCK_BYTES);
        for (int row : new int[] {0, 1, 4, 999}) {
            set.data()[set.locate(row)] = row + 1;
            set.markChanged(row);
        }
        set.locate(500);
        assertThat(set.residentBlocks()).isEqualTo(4);
        assertThat(set.residentBytes()).isEqualTo(4 * BLOCK_BYTES);
        assertThat(set.writtenBlocks()).isZero();
        set.writeBack();
        assertThat(set.writtenBlocks()).isEqualTo(3);
        set.writeBack();
        assertThat(set.writtenBlocks()).isEqualTo(3);
        set.data()[set.locate(0)] = 7;
        set.markChanged(0);
        set.writeBack();
        assertThat(set.writtenBlocks()).isEqualTo(4);
    }

    @Test
    void shouldHoldTheWholeModelWhenThereIsNoStore() {
        Random random = new Random(11);
        WorkingSet set = new WorkingSet(LAYOUT, null, 0, 1);
        for (int event = 0; event < 2000; event++) {
            touchRows(set, random);
            set.writeBack();
            assertThat(set.isOverLimit()).isFalse();
        }
        assertThat(set.residentBlocks()).isEqualTo(250);
        assertThat(set.digest()).isEqualTo(digestFromScratch());
        for (int row = 0; row < 1000; row++) {
            checkRow(set, row);
        }
    }

    @Test
    void shouldTakeNoMoreMemoryThanTheLimitAndOneEvent() {
        int limitBlocks = 10;
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES);
        assertThat(set.data().length).isLessThanOrEqualTo(12 * 24);
        for (int row = 0; row < 1000; row++) {
            set.locate(row);
        }
        assertThat(set.residentBlocks()).isEqualTo(250);
        assertThat(set.data().length).isEqualTo(250 * 24);

        keepWithin(set, limitBlocks);

        // One wild event must not keep its memory for ever.
        assertThat(set.residentBlocks()).isEqualTo(9);
        assertThat(set.data().length).isEqualTo(12 * 24);
    }

    @Test
    void shouldTakeMemoryForAWholeModelOnlyIfItIsSmall() {
        int rows = (int) WorkingSet.WHOLE_BYTES / Float.BYTES;
        WorkingSet small = new WorkingSet(new ParameterLayout(rows, 1, 0, 0, 64), store, 0, Long.MAX_VALUE);
        WorkingSet large = new WorkingSet(new ParameterLayout(rows + 64, 1, 0, 0, 64), store, 0, Long.MAX_VALUE);
        WorkingSet limited = new WorkingSet(LAYOUT, store, 0, 249 * BLOCK_BYTES);

        assertThat(small.data()).hasSize(rows);
        assertThat(large.data()).hasSize(64 * 64);
        assertThat(limited.data()).hasSize(64 * 24);
        assertThat(small.locate(rows - 1)).isEqualTo(rows - 1);
        assertThat(large.locate(rows - 1)).isEqualTo(63);
        assertThat(limited.locate(1000 - 1)).isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 1000})
    void shouldRefuseADamagedBlockAgainAndAgain(int limitBlocks) {
        WorkingSet healthy = new WorkingSet(LAYOUT, store, 0, 1000 * BLOCK_BYTES);
        healthy.data()[healthy.locate(12)] = 1;
        healthy.markChanged(12);
        healthy.writeBack();
        store.blocks().get(3)[20] ^= 1;
        WorkingSet set = new WorkingSet(LAYOUT, store, healthy.digest(), limitBlocks * BLOCK_BYTES);

        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(() -> set.locate(13))
                    .isInstanceOf(CorruptStateException.class)
                    .hasMessageContaining("parameter block 3: expected checksum");
        }

        assertThat(set.residentBlocks()).isZero();
        set.writeBack();
        assertThat(store.blocks()).containsOnlyKeys(3);
    }

    @Test
    void shouldStopDoublingAtTheLimit() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 80 * BLOCK_BYTES);
        for (int block = 0; block < 80; block++) {
            set.locate(4 * block);
        }
        assertThat(set.isOverLimit()).isFalse();
        assertThat(set.data().length).isEqualTo(91 * 24);
    }

    @Test
    void shouldWriteOnlyChangedBlocksAndEachOnce() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 100 * BLOCK_BYTES);
        for (int row = 0; row < 40; row++) {
            int at = set.locate(row);
            if (row < 20) {
                set.data()[at] = row;
                set.markChanged(row);
            }
        }
        set.writeBack();
        set.writeBack();

        assertThat(store.writes()).isEqualTo(5);
        assertThat(store.blocks()).containsOnlyKeys(0, 1, 2, 3, 4);
        assertThat(store.blocks().get(0)).hasSize(12 + 4 * 24);
    }

    @Test
    void shouldKeepWhatWasUsedLastWhenRoomIsMade() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 16 * BLOCK_BYTES);
        for (int block = 0; block < 17; block++) {
            set.locate(4 * block);
        }
        set.makeRoom();
        assertThat(set.residentBlocks()).isEqualTo(14);
        int[] kept = {0, 3, 16};
        for (int block : kept) {
            set.locate(4 * block);
        }
        for (int block = 100; block < 103; block++) {
            set.locate(4 * block);
        }
        set.makeRoom();
        assertThat(set.residentBlocks()).isEqualTo(14);
        for (int block : new int[] {0, 3, 16, 100, 101, 102}) {
            set.locate(4 * block);
        }
        assertThat(set.residentBlocks()).isEqualTo(14);
    }

    @Test
    void shouldAskForAWriteBackWhenMoreThanHalfOfTheLimitHasChanged() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 10 * BLOCK_BYTES);
        for (int block = 0; block < 6; block++) {
            assertThat(set.needsWriteBack()).isFalse();
            set.locate(4 * block);
            set.markChanged(4 * block);
        }
        assertThat(set.needsWriteBack()).isTrue();

        // Changed blocks stay, whatever happens.
        for (int block = 6; block < 30; block++) {
            set.locate(4 * block);
        }
        set.makeRoom();
        assertThat(store.blocks()).isEmpty();
        assertThat(set.residentBlocks()).isEqualTo(9);

        set.writeBack();
        assertThat(set.needsWriteBack()).isFalse();
        assertThat(store.blocks()).containsOnlyKeys(0, 1, 2, 3, 4, 5);
    }

    /** To grow is to copy: a step that is too small would hold nearly twice the limit for a moment. */
    @Test
    void shouldNeverHoldMuchMoreThanTheLimitWhileItGrows() {
        ParameterLayout small = new ParameterLayout(40_000, 1, 0, 0, 1);
        int limit = 10_000;
        WorkingSet set = new WorkingSet(small, new MapBlockStore(), 0, (long) Float.BYTES * limit);
        int capacity = set.data().length;
        for (int row = 0; row < limit; row++) {
            set.locate(row);
            int grown = set.data().length;
            if (grown != capacity) {
                assertThat(capacity + grown).isLessThan(limit * 8 / 5);
                capacity = grown;
            }
        }
        assertThat(capacity).isBetween(limit, limit * 8 / 7);
    }

    @Test
    void shouldRefuseWhenAStoredBlockIsDamaged() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 10 * BLOCK_BYTES);
        set.locate(5);
        set.markChanged(5);
        set.writeBack();
        store.blocks().get(1)[20] ^= 1;

        WorkingSet next = new WorkingSet(LAYOUT, store, set.digest(), 10 * BLOCK_BYTES);

        assertThatThrownBy(() -> next.locate(5))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("parameter block 1: expected checksum ");
        assertThat(next.residentBlocks()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        // limit in bytes, floats a block, blocks
        "0, 24, 1",
        "-5, 24, 1",
        "95, 24, 1",
        "192, 24, 2",
        "9223372036854775807, 131072, 14561",
        "8589934592, 16, 119304645",
        "4294967296, 16, 67108864"
    })
    void shouldNotPlanForMoreThanAnArrayHolds(long limitBytes, int blockFloats, int blocks) {
        assertThat(WorkingSet.frameLimit(limitBytes, blockFloats)).isEqualTo(blocks);
        assertThat((blocks + blocks / 8 + 1L) * blockFloats).isLessThanOrEqualTo(Integer.MAX_VALUE - 8);
    }

    private void touchRows(WorkingSet set, Random random) {
        int[] rows = new int[1 + random.nextInt(EVENT_ROWS)];
        for (int i = 0; i < rows.length; i++) {
            // Some rows come often, most seldom.
            rows[i] = random.nextInt(random.nextInt(4) == 0 ? 20 : 1000);
            set.locate(rows[i]);
        }
        for (int row : rows) {
            checkRow(set, row);
            if (random.nextInt(3) > 0) {
                float value = random.nextFloat();
                int k = random.nextInt(6);
                set.data()[set.locate(row) + k] = value;
                set.markChanged(row);
                model.computeIfAbsent(row / 4, b -> new float[24])[row % 4 * 6 + k] = value;
            }
        }
    }

    private static void keepWithin(WorkingSet set, int limitBlocks) {
        assertThat(set.residentBlocks()).isLessThanOrEqualTo(Math.max(250, limitBlocks + EVENT_ROWS));
        if (set.isOverLimit()) {
            if (set.needsWriteBack()) {
                set.writeBack();
            }
            set.makeRoom();
            assertThat(set.isOverLimit()).isFalse();
            assertThat(set.residentBlocks()).isEqualTo(limitBlocks - limitBlocks / 8);
        }
        assertThat(set.residentBlocks()).isLessThanOrEqualTo(limitBlocks);
    }

    private void checkRow(WorkingSet set, int row) {
        int at = set.locate(row);
        float[] block = model.getOrDefault(row / 4, new float[24]);
        for (int k = 0; k < 6; k++) {
            assertThat(set.data()[at + k]).isEqualTo(block[row % 4 * 6 + k]);
        }
    }

    private void checkStore() {
        assertThat(store.blocks().keySet()).isEqualTo(model.keySet());
        float[] decoded = new float[24];
        model.forEach((block, floats) -> {
            BlockCodec.decode(block, store.blocks().get(block), decoded, 0, 24);
            assertThat(decoded).containsExactly(floats);
        });
    }

    private long digestFromScratch() {
        long digest = 0;
        for (Map.Entry<Integer, float[]> block : model.entrySet()) {
            digest += BlockCodec.checksum(block.getKey(), block.getValue(), 0, 24);
        }
        return digest;
    }
}
