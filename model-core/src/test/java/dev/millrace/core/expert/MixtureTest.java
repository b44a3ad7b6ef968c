package dev.millrace.core.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.core.codec.StateReader;
import dev.millrace.core.codec.StateWriter;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The guarantee of the mixture, under log loss, on sequences that are random and on those that do it the most harm. */
class MixtureTest {

    private static final double[] SHARES = {0, 1e-4, 1e-3, 1e-2, .05, .2};
    private static final int EVENTS = 2000;

    /** What each expert says of what then happens, from 0 to 1; it may look at how much it is believed. */
    @FunctionalInterface
    private interface World {
        void next(int event, double[] weights, double[] probabilities);
    }

    /** Sums of losses. */
    private static final class Play {
        final Mixture mixture;
        final double[] experts;
        double mixed;
        private final double[] probabilities;
        private final double[] losses;

        Play(int experts, double... shares) {
            this.mixture = new Mixture(experts, shares);
            this.experts = new double[experts];
            this.probabilities = new double[experts];
            this.losses = new double[experts];
        }

        Play run(World world, int from, int to) {
            for (int event = from; event < to; event++) {
                step(world, event);
            }
            return this;
        }

        /** Gives what the mixture lost. */
        double step(World world, int event) {
            world.next(event, mixture.weights(), probabilities);
            double probability = 0;
            for (int k = 0; k < losses.length; k++) {
                losses[k] = -Math.log(probabilities[k]);
                experts[k] += losses[k];
                probability += mixture.weights()[k] * probabilities[k];
            }
            double loss = -Math.log(probability);
            mixed += loss;
            mixture.learn(losses, 1);
            assertThat(Arrays.stream(mixture.weights()).sum()).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(mixture.shareWeights()).sum()).isCloseTo(1, within(1e-12));
            assertThat(Arrays.stream(mixture.weights()).min().orElseThrow()).isNotNegative();
            return loss;
        }

        double best() {
            return Arrays.stream(experts).min().orElseThrow();
        }

        double regret() {
            return mixed - best();
        }
    }

    private static World random(long seed, int experts) {
        Random random = new Random(seed);
        double[] skill = random.doubles(experts).toArray();
        return (event, weights, probabilities) -> {
            for (int k = 0; k < experts; k++) {
                // From a hair above 0 to 1, so that single losses reach 20 nats and more.
                probabilities[k] = Math.max(1e-12, Math.pow(random.nextDouble(), 4 * skill[k]));
            }
        };
    }

    /** Those believed most are hit hardest. */
    private static World adversary(double least) {
        return (event, weights, probabilities) -> {
            int victim = 0;
            for (int k = 1; k < weights.length; k++) {
                victim = weights[k] > weights[victim] ? k : victim;
            }
            Arrays.fill(probabilities, 1);
            probabilities[victim] = least;
        };
    }

    /** Two experts are told at their best by turns; the first is far ahead when the second begins. */
    private static World lateChange(int change, double poor) {
        return (event, weights, probabilities) -> {
            Arrays.fill(probabilities, poor / 2);
            probabilities[0] = event < change ? 0.99 : poor;
            probabilities[1] = event < change ? poor : 0.99;
        };
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "2, 2", "3, 3", "5, 4", "10, 5", "22, 6", "22, 7", "40, 8", "40, 9"})
    void shouldLoseNoMoreThanTheBestAndAConstantOnRandomSequences(int experts, long seed) {
        assertWithinTheBounds(() -> random(seed, experts), experts, EVENTS);
    }

    @ParameterizedTest
    @CsvSource({"2, 0.5", "2, 1e-7", "7, 0.9", "22, 0.01", "40, 1e-8"})
    void shouldLoseNoMoreThanTheBestAndAConstantWhenTheLeaderIsHitEachTime(int experts, double least) {
        assertWithinTheBounds(() -> adversary(least), experts, EVENTS);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 1000", "0.1, 1000", "1e-7, 300"})
    void shouldLoseNoMoreThanTheBestAndAConstantWhenTheBestWasFarBehind(double poor, int change) {
        // More than 745 nats: as a plain number, the weight of the second would have become 0 and stayed so.
        Play play = new Play(5, 0).run(lateChange(change, poor), 0, change);
        assertThat(play.experts[1] - play.experts[0]).isGreaterThan(poor == 0.5 ? 680 : 745);
        assertThat(play.mixture.weights()[1]).isLessThan(1e-290);

        play.run(lateChange(change, poor), change, 3 * change);

        assertThat(play.best()).isEqualTo(play.experts[1]);
        assertThat(play.mixture.weights()[1]).isGreaterThan(1 - 1e-9);
        assertThat(play.regret()).isLessThanOrEqualTo(Math.log(5) + 1e-6);
        assertWithinTheBounds(() -> lateChange(change, poor), 5, 3 * change);
    }

    @Test
    void shouldLoseExactlyLnKMoreWhenOneExpertIsPerfectAndTheOthersAreNever() {
        World world = (event, weights, probabilities) -> {
            Arrays.fill(probabilities, 1e-30);
            probabilities[3] = 1;
        };
        Play play = new Play(20, 0).run(world, 0, EVENTS);
        assertThat(play.best()).isZero();
        assertThat(play.regret()).isCloseTo(Math.log(20), within(1e-12));
        assertWithinTheBounds(() -> world, 20, EVENTS);
    }

    @Test
    void shouldBelieveAllAlikeWhenAllAreEqual() {
        World world = (event, weights, probabilities) -> Arrays.fill(probabilities, 0.3);
        Play play = new Play(7, SHARES).run(world, 0, EVENTS);
        assertThat(play.mixture.weights()).containsExactly(filled(7, 1 / 7.0), within(1e-12));
        assertThat(play.mixture.shareWeights()).containsExactly(filled(6, 1 / 6.0), within(1e-9));
        assertThat(play.regret()).isCloseTo(0, within(1e-9));
    }

    @Test
    void shouldFollowAChangeOfTheBestWithinFewEventsOnlyIfItShares() {
        World world = lateChange(1000, 0.1);
        Play sharing = new Play(22, SHARES).run(world, 0, 1000);
        Play rigid = new Play(22, 0).run(world, 0, 1000);
        int sharingFollows = -1;
        int rigidFollows = -1;
        for (int event = 1000; event < 2500; event++) {
            sharing.step(world, event);
            rigid.step(world, event);
            sharingFollows =
                    sharingFollows < 0 && sharing.mixture.weights()[1] > 0.9 ? event - 1000 + 1 : sharingFollows;
            rigidFollows = rigidFollows < 0 && rigid.mixture.weights()[1] > 0.9 ? event - 1000 + 1 : rigidFollows;
        }
        assertThat(sharingFollows).isBetween(5, 12);
        assertThat(rigidFollows).isBetween(1000, 1002);
        assertThat(sharing.regret()).isLessThan(-900);
        // Against the best that changes its mind once, it loses little.
        assertThat(sharing.mixed - 2500 * -Math.log(0.99)).isBetween(0.0, 40.0);
    }

    @Test
    void shouldBelieveTheShareRateThatSuitsTheSequence() {
        Play constant = new Play(5, SHARES).run(lateChange(EVENTS, 0.5), 0, EVENTS);
        assertThat(constant.mixture.shareWeights()[0]).isGreaterThan(0.4);
        World fickle = (event, weights, probabilities) -> {
            Arrays.fill(probabilities, 0.01);
            probabilities[event / 10 % 5] = 0.9;
        };
        Play changing = new Play(5, SHARES).run(fickle, 0, EVENTS);
        assertThat(changing.mixture.shareWeights()[4] + changing.mixture.shareWeights()[5])
                .isGreaterThan(0.99);
    }

    @ParameterizedTest
    @CsvSource({"2, 1", "7, 2", "22, 3"})
    void shouldBelieveEachShareRateByWhatItAloneWouldHaveLost(int experts, long seed) {
        Play together = new Play(experts, SHARES);
        World world = random(seed, experts);
        Play[] alone = new Play[SHARES.length];
        World[] worlds = new World[SHARES.length];
        for (int s = 0; s < SHARES.length; s++) {
            alone[s] = new Play(experts, SHARES[s]);
            worlds[s] = random(seed, experts);
        }
        for (int event = 0; event < 300; event++) {
            together.step(world, event);
            double total = 0;
            for (int s = 0; s < SHARES.length; s++) {
                alone[s].step(worlds[s], event);
                total += Math.exp(alone[0].mixed - alone[s].mixed);
            }
            double[] weights = new double[experts];
            for (int s = 0; s < SHARES.length; s++) {
                double belief = Math.exp(alone[0].mixed - alone[s].mixed) / total;
                assertThat(together.mixture.shareWeights()[s]).isCloseTo(belief, within(1e-9));
                for (int k = 0; k < experts; k++) {
                    weights[k] += belief * alone[s].mixture.weights()[k];
                }
            }
            assertThat(together.mixture.weights()).containsExactly(weights, within(1e-9));
        }
    }

    @Test
    void shouldWeighByTheTemperature() {
        Mixture mixture = new Mixture(2, 0);
        mixture.learn(new double[] {100, 102}, 0.25);
        double ratio = mixture.weights()[1] / mixture.weights()[0];
        assertThat(ratio).isCloseTo(Math.exp(-0.5), within(1e-14));
        mixture.learn(new double[] {0, 1e300}, 0);
        assertThat(mixture.weights()[1] / mixture.weights()[0]).isEqualTo(ratio);
    }

    @ParameterizedTest
    @CsvSource({"1, 11", "700, 12", "1999, 13"})
    void shouldGoOnBitForBitWhenItIsSavedAndLoaded(int stop, long seed) {
        Play whole = new Play(22, SHARES).run(random(seed, 22), 0, EVENTS);

        World world = random(seed, 22);
        Play first = new Play(22, SHARES).run(world, 0, stop);
        Play second = new Play(22, SHARES);
        second.mixture.load(new StateReader(saved(first.mixture)));
        assertThat(second.mixture.weights()).containsExactly(first.mixture.weights());
        second.run(world, stop, EVENTS);

        assertThat(second.mixture.weights()).containsExactly(whole.mixture.weights());
        assertThat(second.mixture.shareWeights()).containsExactly(whole.mixture.shareWeights());
        assertThat(saved(second.mixture)).containsExactly(saved(whole.mixture));
    }

    @Test
    void shouldRefuseACorruptState() {
        byte[] healthy = saved(new Play(3, SHARES).run(random(1, 3), 0, 100).mixture);
        assertThat(healthy).hasSize(8 * (6 + 6 * 3));
        assertRefused(healthy, 0, Double.NaN, "belief in a share rate: expected a finite number, found NaN");
        assertRefused(healthy, 6, 0.5, "weight of an expert: expected one, found 0.5");
        assertRefused(healthy, 7, Double.NEGATIVE_INFINITY, "weight of an expert: expected a finite number");
        assertRefused(healthy, 9, -0.25, "weight of an expert: expected one, found -0.25");
        assertRefused(healthy, 9, 2, "weights of the experts: expected a sum of 1, found ");
        assertThatThrownBy(() -> new Mixture(3, SHARES).load(new StateReader(Arrays.copyOf(healthy, 100))))
                .isInstanceOf(CorruptStateException.class);
    }

    @Test
    void shouldRefuseArgumentsThatMakeNoMixture() {
        assertThatThrownBy(() -> new Mixture(0, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at least one expert and share rate, got 0 and 1");
        assertThatThrownBy(() -> new Mixture(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at least one expert and share rate, got 3 and 0");
        for (double share : new double[] {-1e-9, 1, Double.NaN}) {
            assertThatThrownBy(() -> new Mixture(3, 0.5, share))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("share rate: expected 0 to below 1, got " + share);
        }
    }

    /** At every moment, not only in the end. */
    private static void assertWithinTheBounds(Supplier<World> worlds, int experts, int events) {
        Play plain = new Play(experts, 0);
        Play sharing = new Play(experts, SHARES);
        World one = worlds.get();
        World two = worlds.get();
        for (int event = 0; event < events; event++) {
            plain.step(one, event);
            sharing.step(two, event);
            assertThat(plain.regret()).as("event %d", event).isLessThanOrEqualTo(Math.log(experts) + 1e-6);
            assertThat(sharing.regret())
                    .as("event %d", event)
                    .isLessThanOrEqualTo(Math.log(experts) + Math.log(SHARES.length) + 1e-6);
        }
    }

    private static void assertRefused(byte[] healthy, int number, double value, String message) {
        byte[] damaged = healthy.clone();
        StateWriter out = new StateWriter();
        out.writeDouble(value);
        System.arraycopy(out.toByteArray(), 0, damaged, 8 * number, 8);
        assertThatThrownBy(() -> new Mixture(3, SHARES).load(new StateReader(damaged)))
                .isInstanceOf(CorruptStateException.class)
                .hasMessageStartingWith(message);
    }

    private static byte[] saved(Mixture mixture) {
        StateWriter out = new StateWriter();
        mixture.save(out);
        return out.toByteArray();
    }

    private static double[] filled(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }
}
