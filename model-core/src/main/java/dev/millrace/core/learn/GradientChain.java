package dev.millrace.core.learn;

import dev.millrace.core.link.GradientLink;
import dev.millrace.core.parameter.WorkingSet;
import java.util.List;

/** The links that change a gradient before the optimizer sees it, one after the other. */
final class GradientChain {

    private final GradientLink[] links;
    private final WorkingSet parameters;
    private final int width;
    private final boolean usesWeights;
    private float[] weights = new float[0];

    GradientChain(List<GradientLink> links, WorkingSet parameters) {
        this.links = links.toArray(GradientLink[]::new);
        this.parameters = parameters;
        this.width = parameters.layout().width();
        this.usesWeights = links.stream().anyMatch(GradientLink::usesWeights);
    }

    boolean isEmpty() {
        return links.length == 0;
    }

    /** Changes the gradient in place; returns whether any of it was clipped. */
    boolean apply(StepInput step) {
        if (usesWeights) {
            readWeights(step);
        }
        boolean clipped = false;
        for (GradientLink link : links) {
            clipped |= link.apply(step.input(), step.size(), width, step.stride(), weights);
        }
        return clipped;
    }

    private void readWeights(StepInput step) {
        if (weights.length < step.size() * width) {
            weights = new float[Math.max(step.size() * width, 2 * weights.length)];
        }
        for (int i = 0; i < step.size(); i++) {
            System.arraycopy(parameters.data(), step.offsets()[i], weights, i * width, width);
        }
    }
}
