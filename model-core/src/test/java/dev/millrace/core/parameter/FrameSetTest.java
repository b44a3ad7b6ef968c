package dev.millrace.core.parameter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSetTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveAsABitSetWhenTouchedAtRandom(long seed) {
        Random random = new Random(seed);
        FrameSet set = new FrameSet();
        BitSet model = new BitSet();
        for (int i = 0; i < 5000; i++) {
            int frame = random.nextInt(1 + random.nextInt(500));
            switch (random.nextInt(100)) {
                case 0 -> {
                    set.clear();
                    model.clear();
                }
                case 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 -> {
                    int to = random.nextInt(500);
                    boolean member = model.get(frame);
                    set.move(frame, to);
                    model.clear(frame);
                    model.set(to, member);
                }
                case 11, 12, 13, 14, 15, 16, 17, 18, 19, 20 -> {
                    set.remove(frame);
                    model.clear(frame);
                }
                default -> {
                    set.add(frame);
                    model.set(frame);
                }
            }
            int probe = random.nextInt(700);
            assertThat(set.count()).isEqualTo(model.cardinality());
            assertThat(set.contains(probe)).isEqualTo(model.get(probe));
            assertThat(set.next(probe)).isEqualTo(model.nextSetBit(probe));
        }
    }
}
