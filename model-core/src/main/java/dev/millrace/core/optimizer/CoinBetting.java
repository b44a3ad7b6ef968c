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
    public void updateRow(float[] page, int offset, float[] input, int inputOffset, int width, double[] coefficients) {
        int largest = offset + width;
        int sizes = largest + width;
        int rewards = sizes + width;
        int sums = rewards + width;
        for (int i = 0; i < width; i++) {
            double g = input[inputOffset + i];
            // The way from the start is not kept: it follows from the state.
            double bet = bet(page[largest + i], page[sizes + i], page[rewards + i], page[sums + i]);
            page[largest + i] = (float) Math.max(page[largest + i], Math.abs(g));
            page[sizes + i] = (float) (page[sizes + i] + Math.abs(g));
            page[rewards + i] = (float) Math.max(page[rewards + i] - bet * g, 0);
            page[sums + i] = (float) (page[sums + i] - g);
            double next = bet(page[largest + i], page[sizes + i], page[rewards + i], page[sums + i]);
            page[offset + i] += (float) (next - bet);
        }
    }

    private double bet(double largest, double sizes, double reward, double sum) {
        return largest == 0 ? 0 : sum / (largest * Math.max(sizes + largest, alpha * largest)) * (largest + reward);
    }
}
