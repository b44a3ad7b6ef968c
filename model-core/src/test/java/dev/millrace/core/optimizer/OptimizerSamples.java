package dev.millrace.core.optimizer;

import java.util.List;

/** Every optimizer, in the forms that differ in their state. */
public final class OptimizerSamples {

    public static final List<Optimizer> ALL = List.of(
            new Sgd(),
            new Momentum(0.8, 0.1),
            new Nesterov(0.7),
            new AdaGrad(0.1, 1e-10),
            new AdaDelta(0.9, 1e-4),
            new RmsProp(0.9, 1e-8, 0, false),
            new RmsProp(0.9, 1e-6, 0.5, true),
            new Adam(0.8, 0.95, 1e-8),
            new AdamW(0.8, 0.95, 1e-8, 0.1),
            new AmsGrad(0.8, 0.95, 1e-8),
            new NAdam(0.8, 0.95, 1e-8, 0.004),
            new RAdam(0.8, 0.95, 1e-8),
            new Adamax(0.8, 0.95, 1e-8),
            LazyAdam.DEFAULT,
            new Lion(0.9, 0.99, 0.1),
            new FtrlProximal(1, 0.01, 0.1),
            new NormalizedAdaptive(),
            new CoinBetting(100),
            new OnlineNewton(1),
            new DiagonalHessian(0.9, 0.95, 0.5, 1e-12));

    private OptimizerSamples() {}
}
