package dev.millrace.selfcheck;

import dev.millrace.core.optimizer.AdaDelta;
import dev.millrace.core.optimizer.AdaGrad;
import dev.millrace.core.optimizer.Adam;
import dev.millrace.core.optimizer.AdamW;
import dev.millrace.core.optimizer.Adamax;
import dev.millrace.core.optimizer.AmsGrad;
import dev.millrace.core.optimizer.Momentum;
import dev.millrace.core.optimizer.NAdam;
import dev.millrace.core.optimizer.Nesterov;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.RAdam;
import dev.millrace.core.optimizer.RmsProp;
import dev.millrace.core.optimizer.Sgd;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An optimizer by its name and hyperparameters in a golden file, both in the meaning of PyTorch; what is not written has
 * PyTorch's default.
 *
 * @param rate lr
 * @param l2 times the weight is added to the gradient
 */
record NamedOptimizer(Optimizer optimizer, double rate, double l2) {

    private static final String NAMES = "sgd, sgd_l2, momentum, nesterov, adagrad, rmsprop, rmsprop_centered_momentum,"
            + " adadelta, adam, amsgrad, adamw, nadam, adamax, radam";

    /**
     * @param name one of the names, which may be followed by '#' and anything that tells cases apart
     * @throws IllegalArgumentException if there is no such optimizer or hyperparameter, or its value is not allowed
     */
    static NamedOptimizer of(String name, Golden hyper) {
        Hyperparameters given = new Hyperparameters(hyper);
        String algorithm = name.replaceFirst("#.*", "");
        double rate = given.number("lr", defaultRate(algorithm));
        double l2 = given.number("l2", 0);
        Optimizer optimizer = optimizer(algorithm, given);
        if (optimizer == null) {
            throw new IllegalArgumentException("unknown optimizer; expected one of " + NAMES);
        }
        given.finish();
        return new NamedOptimizer(optimizer, rate, l2);
    }

    private static @Nullable Optimizer optimizer(String name, Hyperparameters given) {
        return switch (name) {
            case "sgd", "sgd_l2", "momentum", "nesterov" -> descent(given, name.equals("nesterov"));
            case "adagrad" -> new AdaGrad(given.number("initial_accumulator", 0), given.number("eps", 1e-10));
            case "adadelta" -> new AdaDelta(given.number("rho", 0.9), given.number("eps", 1e-6));
            case "rmsprop", "rmsprop_centered_momentum" ->
                new RmsProp(
                        given.number("decay", 0.99),
                        given.number("eps", 1e-8),
                        given.number("momentum", 0),
                        given.flag("centered", name.contains("centered")));
            case "adam" ->
                given.flag("amsgrad", false)
                        ? new AmsGrad(given.beta1(), given.beta2(), given.eps())
                        : new Adam(given.beta1(), given.beta2(), given.eps());
            case "amsgrad" -> new AmsGrad(given.beta1(), given.beta2(), given.eps());
            case "adamw" -> new AdamW(given.beta1(), given.beta2(), given.eps(), given.number("weight_decay", 0.01));
            case "nadam" -> new NAdam(given.beta1(), given.beta2(), given.eps(), given.number("momentum_decay", 0.004));
            case "adamax" -> new Adamax(given.beta1(), given.beta2(), given.eps());
            case "radam" -> new RAdam(given.beta1(), given.beta2(), given.eps());
            default -> null;
        };
    }

    private static double defaultRate(String name) {
        return switch (name) {
            case "adagrad", "rmsprop", "rmsprop_centered_momentum" -> 1e-2;
            case "adadelta" -> 1;
            case "nadam", "adamax" -> 2e-3;
            default -> 1e-3;
        };
    }

    private static Optimizer descent(Hyperparameters given, boolean nesterovByName) {
        double momentum = given.number("momentum", 0);
        double dampening = given.number("dampening", 0);
        boolean nesterov = given.flag("nesterov", nesterovByName);
        if (momentum == 0) {
            return new Sgd();
        }
        if (nesterov && dampening != 0) {
            throw new IllegalArgumentException("dampening: expected 0 with nesterov, got " + dampening);
        }
        return nesterov ? new Nesterov(momentum) : new Momentum(momentum, dampening);
    }

    /** The hyperparameters of a case, and which of them were asked for. */
    private static final class Hyperparameters {
        private final Golden hyper;
        private final Set<String> asked = new HashSet<>();

        Hyperparameters(Golden hyper) {
            this.hyper = hyper;
        }

        double number(String name, double preset) {
            asked.add(name);
            return hyper.has(name) ? hyper.get(name).number() : preset;
        }

        boolean flag(String name, boolean preset) {
            asked.add(name);
            return hyper.has(name) ? hyper.get(name).flag() : preset;
        }

        double beta1() {
            return number("beta1", 0.9);
        }

        double beta2() {
            return number("beta2", 0.999);
        }

        double eps() {
            return number("eps", 1e-8);
        }

        void finish() {
            for (String name : hyper.keys()) {
                if (!asked.contains(name)) {
                    throw new IllegalArgumentException("unknown hyperparameter '" + name + "'");
                }
            }
        }
    }
}
