package dev.millrace.core.link;

/**
 * Decoupled weight decay for any optimizer: before its update, {@code w *= 1 - rate * strength} (Loshchilov and Hutter, ICLR
 * 2019). Unlike {@link L2}, it does not pass through what the optimizer does to gradients.
 *
 * @param strength above 0 and at most 1000; where {@code rate * strength} is above 1, the weights become 0
 */
public record WeightDecay(double strength) implements WeightLink {

    public WeightDecay {
        Limits.requireStrength(strength);
    }

    @Override
    public boolean isBeforeUpdate() {
        return true;
    }

    @Override
    public boolean apply(float[] page, int offset, int width, double rate) {
        float keep = (float) Math.max(0, 1 - rate * strength);
        for (int i = offset; i < offset + width; i++) {
            page[i] *= keep;
        }
        return false;
    }
}
