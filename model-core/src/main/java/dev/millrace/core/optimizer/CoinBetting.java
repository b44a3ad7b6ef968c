package dev.millrace.core.optimizer;

import java.util.List;

/**
 * COCOB-Backprop (Orabona and Tommasi, NeurIPS 2017, algorithm 2): bets on each weight with what earlier bets have won; it
 * has no learning rate, and does not use the one that it is given. With L the largest {@code |g|}, G the sum of {@code |g|},
 * theta the sum of {@code -g} and R the reward, a weight stands at its start plus {@code theta / (L * max(G + L, alpha * L))
 * * (L + R)}.
 *
 * <p>Slots: L, G, R, theta; 16 bytes a weight.
 *
 * @param alpha how many gradients it takes until bets are full, 1 to 1e6; usual 100
 */
public record CoinBetting(double alpha) implements Optimizer {

    public CoinBetting {
        Require.between("alpha", alpha, 1, 1e6);
    }

    @Override
    public int slotsPerWeight() {
        return 4;
    }

    @Override
    public List<String> slotNames() {
        return List.of("L", "G", "R", "theta");
    }

    @Override
    public void prepareStep(double rate, long step, double[] coefficients) {}

    @Override
    public void update(RowColumns rows, double[] coefficients) {
        float[] weights = rows.weights();
        float[] largest = rows.slot(0);
        float[] sizes = rows.slot(1);
        float[] rewards = rows.slot(2);
        float[] sums = rows.slot(3);
        float[] gradient = rows.gradient();
        int size = rows.size();
        for (int i = 0; i < size; i++) {
            double g = gradient[i];
            // The way from the start is not kept: it follows from the state.
            double bet = bet(largest[i], sizes[i], rewards[i], sums[i]);
            largest[i] = (float) Math.max(largest[i], Math.abs(g));
            sizes[i] = (float) (sizes[i] + Math.abs(g));
            rewards[i] = (float) Math.max(rewards[i] - bet * g, 0);
            sums[i] = (float) (sums[i] - g);
            double next = bet(largest[i], sizes[i], rewards[i], sums[i]);
            weights[i] += (float) (next - bet);
        }
    }

    private double bet(double largest, double sizes, double reward, double sum) {
        return largest == 0 ? 0 : sum / (largest * Math.max(sizes + largest, alpha * largest)) * (largest + reward);
    }
}
