package dev.millrace.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.codec.CorruptStateException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The floats of a layout that belong to no row. */
class WorkingSetTailTest {

    private static final ParameterLayout ROWS = new ParameterLayout(1000, 2, 2, 0, 4);

    /** 250 blocks of rows, and five of the tail, of which the last is not full. */
    private static final ParameterLayout LAYOUT = ROWS.withTail(100);

    private static final int TAIL = 100;
    private static final int BLOCK_FLOATS = 24;
    private static final long BLOCK_BYTES = 4 * BLOCK_FLOATS;

    private final MapBlockStore store = new MapBlockStore();
    private final float[] tail = new float[TAIL];
    private final float[] rows = new float[1000];

    @Test
    void shouldCountTheBlocksOfTheTailBehindThoseOfTheRows() {
        assertThat(ROWS.tail()).isZero();
        assertThat(ROWS.blockCount()).isEqualTo(250);
        assertThat(ROWS.withTail(0)).isEqualTo(ROWS);
        assertThat(LAYOUT.tailBlock()).isEqualTo(250);
        assertThat(LAYOUT.blockCount()).isEqualTo(255);
        assertThat(ROWS.withTail(1).blockCount()).isEqualTo(251);
        assertThat(ROWS.withTail(24).blockCount()).isEqualTo(251);
        assertThat(ROWS.withTail(25).blockCount()).isEqualTo(252);
        assertThat(LAYOUT.rowFloats()).isEqualTo(ROWS.rowFloats());
        assertThat(LAYOUT.blockFloats()).isEqualTo(BLOCK_FLOATS);
        assertThatThrownBy(() -> ROWS.withTail(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("rowsPerBlock 4, tail -1");
    }

    @Test
    void shouldHoldNoBlockOfALayoutWithoutATail() {
        for (long limit : new long[] {BLOCK_BYTES, 1000 * BLOCK_BYTES}) {
            assertThat(new WorkingSet(ROWS, store, 0, limit).residentBlocks()).isZero();
            assertThat(residentWithTail(new WorkingSet(LAYOUT, store, 0, limit)))
                    .isEqualTo(5);
        }
        assertThat(residentWithTail(new WorkingSet(LAYOUT, null, 0, 0))).isEqualTo(5);
    }

    /** From a single block of rows beside the tail to the whole model. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 60, 249, 255, 1000})
    void shouldHoldTheTailWhateverTheLimit(int limitBlocks) {
        Random random = new Random(limitBlocks);
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES);
        for (int event = 0; event < 3000; event++) {
            touch(set, random);
            if (set.isOverLimit()) {
                if (set.needsWriteBack()) {
                    set.writeBack();
                }
                set.makeRoom();
                assertThat(set.isOverLimit()).isFalse();
                assertThat(set.residentBlocks()).isBetween(5, 5 + limitBlocks);
            }
            if (random.nextInt(10) == 0) {
                assertThat(set.digest()).isEqualTo(digestFromScratch());
            }
            if (random.nextInt(300) == 0) {
                set.writeBack();
                long digest = set.digest();
                set = new WorkingSet(LAYOUT, store, digest, limitBlocks * BLOCK_BYTES);
                assertThat(residentWithTail(set)).isEqualTo(5);
                assertThat(set.digest()).isEqualTo(digest).isEqualTo(digestFromScratch());
            }
        }
        checkTail(set);
        set.writeBack();
        assertThat(storedTail()).containsExactly(tail);
    }

    @Test
    void shouldDropRowsAndNotTheTailWhenRoomIsMade() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 4 * BLOCK_BYTES);
        set.data()[set.tailOffset() + 99] = 7;
        for (int row = 0; row < 1000; row++) {
            set.locate(row);
        }
        assertThat(set.residentBlocks()).isEqualTo(255);

        set.makeRoom();
        set.makeRoom();

        assertThat(set.residentBlocks()).isEqualTo(9);
        assertThat(set.residentBytes()).isEqualTo(9 * BLOCK_BYTES);
        assertThat(set.tailOffset()).isZero();
        // It was not marked, and still is there: it was never dropped and read again.
        assertThat(set.data()[99]).isEqualTo(7);
    }

    @Test
    void shouldCountTheTailApartFromTheLimit() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, 10 * BLOCK_BYTES);
        set.markTailChanged(0, TAIL);
        for (int block = 0; block < 10; block++) {
            set.locate(4 * block);
        }
        assertThat(set.isOverLimit()).isFalse();
        set.locate(40);
        assertThat(set.isOverLimit()).isTrue();
        assertThat(set.needsWriteBack()).isFalse();
        set.makeRoom();
        assertThat(set.residentBlocks()).isEqualTo(14);
        assertThat(store.writes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 1000})
    void shouldWriteOnlyTheBlocksOfTheTailThatChanged(int limitBlocks) {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES);
        set.markTailChanged(23, 24);
        set.writeBack();
        assertThat(store.blocks()).containsOnlyKeys(250);
        set.markTailChanged(24, 49);
        set.writeBack();
        assertThat(store.blocks()).containsOnlyKeys(250, 251, 252);
        set.markTailChanged(99, 100);
        set.writeBack();
        assertThat(store.blocks()).containsOnlyKeys(250, 251, 252, 254);
        set.writeBack();
        assertThat(store.writes()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 254, 255})
    void shouldReadTheTailAgainWhenItIsReset(int limitBlocks) {
        Random random = new Random(limitBlocks);
        WorkingSet writer = new WorkingSet(LAYOUT, store, 0, 1000 * BLOCK_BYTES);
        WorkingSet reader = new WorkingSet(LAYOUT, store, 0, limitBlocks * BLOCK_BYTES);
        for (int round = 0; round < 20; round++) {
            touch(writer, random);
            writer.writeBack();
            reader.data()[reader.tailOffset() + random.nextInt(TAIL)] = 1e9f;
            reader.locate(random.nextInt(1000));

            reader.reset(writer.digest());

            assertThat(residentWithTail(reader)).isEqualTo(5);
            checkTail(reader);
            assertThat(reader.digest()).isEqualTo(digestFromScratch());
        }
    }

    @Test
    void shouldRefuseADamagedTailWhenItIsFirstAskedFor() {
        WorkingSet set = new WorkingSet(LAYOUT, store, 0, BLOCK_BYTES);
        set.markTailChanged(50, 51);
        set.writeBack();
        store.blocks().get(252)[20] ^= 1;

        WorkingSet damaged = new WorkingSet(LAYOUT, store, set.digest(), BLOCK_BYTES);
        assertThat(damaged.digest()).isEqualTo(set.digest());
        assertThatThrownBy(damaged::tailOffset)
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith("parameter block 252: expected checksum ");
    }

    private static int residentWithTail(WorkingSet set) {
        set.tailOffset();
        return set.residentBlocks();
    }

    private void touch(WorkingSet set, Random random) {
        for (int i = 0; i < 5; i++) {
            int row = random.nextInt(1000);
            int at = set.locate(row);
            assertThat(set.data()[at]).isEqualTo(rows[row]);
            rows[row] = random.nextFloat();
            set.data()[at] = rows[row];
            set.markChanged(row);
        }
        if (random.nextInt(3) == 0) {
            checkTail(set);
        }
        int from = random.nextInt(TAIL);
        int to = from + random.nextInt(TAIL - from + 1);
        for (int i = from; i < to; i++) {
            tail[i] = random.nextFloat();
            set.data()[set.tailOffset() + i] = tail[i];
        }
        set.markTailChanged(from, to);
    }

    private void checkTail(WorkingSet set) {
        float[] found = new float[TAIL];
        System.arraycopy(set.data(), set.tailOffset(), found, 0, TAIL);
        assertThat(found).containsExactly(tail);
    }

    private float[] storedTail() {
        float[] stored = new float[5 * BLOCK_FLOATS];
        for (int b = 0; b < 5; b++) {
            BlockCodec.decode(250 + b, store.blocks().get(250 + b), stored, b * BLOCK_FLOATS, BLOCK_FLOATS);
        }
        float[] floats = new float[TAIL];
        System.arraycopy(stored, 0, floats, 0, TAIL);
        return floats;
    }

    /** Of all blocks that have ever changed; those that have not have no part in it. */
    private long digestFromScratch() {
        long digest = 0;
        for (int block = 0; block < 250; block++) {
            float[] floats = new float[BLOCK_FLOATS];
            boolean changed = false;
            for (int r = 0; r < 4; r++) {
                floats[6 * r] = rows[4 * block + r];
                changed |= floats[6 * r] != 0;
            }
            digest += changed ? BlockCodec.checksum(block, floats, 0, BLOCK_FLOATS) : 0;
        }
        for (int b = 0; b < 5; b++) {
            float[] floats = new float[BLOCK_FLOATS];
            boolean changed = false;
            for (int i = 0; i < BLOCK_FLOATS && b * BLOCK_FLOATS + i < TAIL; i++) {
                floats[i] = tail[b * BLOCK_FLOATS + i];
                changed |= floats[i] != 0;
            }
            digest += changed ? BlockCodec.checksum(250 + b, floats, 0, BLOCK_FLOATS) : 0;
        }
        return digest;
    }
}
