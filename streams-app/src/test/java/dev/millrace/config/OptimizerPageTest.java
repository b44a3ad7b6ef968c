package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.UpdateRule;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The page docs/optimizers.md is made from the catalog, so that it cannot say anything else than the code. */
class OptimizerPageTest {

    private static final Path PAGE = Path.of("../docs/optimizers.md");

    private static final String HEAD = """
            # Optimizers

            <!-- Made from the code: mvn test -pl streams-app -am -Dtest=OptimizerPageTest
                 -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write -->

            An optimizer is named in a learner's config, `optimizer: adam` or `optimizer: {type: adam, beta1: 0.8}`. It turns
            the gradient `g` of a weight `w` into a step; `rate` is what the learner's schedule says at that step. Its state
            stands beside the weights and is stored with them.

            Those that PyTorch has too are computed in single precision in PyTorch's order: `./millrace selfcheck` compares
            them.

            **Rare features.** Only the rows of an event's features are touched by a step. Where state fades from step to
            step (see "untouched rows"), a row that was skipped is caught up when it is next read or learned: the result is
            that of dense training, in which its gradient had been 0. Skipped steps are replayed one by one until the
            momentum is spent, 198 for a decay of 0.9, 2,070 for 0.99 and never more than 32,768; what is left fades at once. So
            a rare feature costs as much as some hundred updates. `lazy-adam` and `lion` leave such rows alone, which is
            cheaper and forgets rare features less. The HTTP interface shows parameters as they were after the last step that
            touched them; predictions use them caught up.

            """;

    /**
     * @param formula for one weight
     * @param paper where it is from
     * @param use when to choose it
     */
    private record Notes(String formula, String paper, String use) {}

    private static final Map<String, Notes> NOTES = notes();

    @Test
    void shouldBeWhatTheCodeSays() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("run: mvn test -pl streams-app -am -Dtest=OptimizerPageTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write")
                .hasContent(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("| name | state per weight | untouched rows | choose it |\n| --- | --- | --- | --- |\n");
        Optimizers.CATALOG.algorithms().forEach(algorithm -> {
            UpdateRule rule = withDefaults(algorithm);
            page.append("| [`" + algorithm.name() + "`](#" + algorithm.name() + ") | " + state(rule) + " | "
                    + (rule instanceof Optimizer optimizer && fades(optimizer) ? "caught up" : "stay") + " | "
                    + notes(algorithm).use() + " |\n");
        });
        Optimizers.CATALOG.algorithms().forEach(algorithm -> section(algorithm, page));
        return page.toString();
    }

    private static <A extends UpdateRule> void section(Algorithm<A> algorithm, StringBuilder page) {
        Notes notes = notes(algorithm);
        page.append("\n## " + algorithm.name() + "\n\n" + algorithm.summary() + ".\n\n```\n" + notes.formula()
                + "\n```\n\n" + notes.paper() + "\n");
        if (algorithm.parameters().isEmpty()) {
            return;
        }
        page.append("\n| parameter | default | allowed | meaning |\n| --- | --- | --- | --- |\n");
        for (Parameter<A> parameter : algorithm.parameters()) {
            Parameter.Scalar<A, ?> scalar = (Parameter.Scalar<A, ?>) parameter;
            page.append("| `" + scalar.name() + "` | " + text(scalar.preset()) + " | "
                    + scalar.type().expected().replace("a number ", "") + " | " + scalar.meaning() + " |\n");
        }
    }

    private static String text(@org.jspecify.annotations.Nullable Object preset) {
        if (preset instanceof Double number) {
            return number == Math.rint(number) && number < 1e6
                    ? Long.toString(number.longValue())
                    : number.toString().replace("E", "e").replace(".0e", "e");
        }
        return String.valueOf(preset);
    }

    private static String state(UpdateRule rule) {
        if (!(rule instanceof Optimizer optimizer)) {
            return "136 bytes, and the covariances";
        }
        int perRow = Float.BYTES * optimizer.slotsPerRow() + (fades(optimizer) ? 2 * Float.BYTES : 0);
        return Float.BYTES * optimizer.slotsPerWeight() + " bytes"
                + (perRow > 0 ? ", and " + perRow + " per feature" : "");
    }

    private static boolean fades(Optimizer optimizer) {
        boolean fades = optimizer.momentum() > 0;
        for (int slot = 0; slot < optimizer.slotsPerWeight(); slot++) {
            fades |= optimizer.slotDecay(slot) < 1;
        }
        return fades;
    }

    private static UpdateRule withDefaults(Algorithm<? extends UpdateRule> algorithm) {
        ConfigNode node = new ConfigNode(
                new Yaml(new LoaderOptions()).compose(new StringReader(algorithm.name())),
                "optimizer",
                1,
                new Problems("page"),
                new Environment(Map.of()));
        return Objects.requireNonNull(Optimizers.CATALOG.read(node, null), algorithm.name());
    }

    private static Notes notes(Algorithm<?> algorithm) {
        return Objects.requireNonNull(
                NOTES.get(algorithm.name()), "OptimizerPageTest.notes() lacks " + algorithm.name());
    }

    private static Map<String, Notes> notes() {
        Map<String, Notes> notes = new LinkedHashMap<>();
        String moments = "m = beta1 m + (1 - beta1) g\nv = beta2 v + (1 - beta2) g^2\n";
        notes.put(
                "auto",
                new Notes(
                        "p = sum of weight p of each expert\nweight = weight exp(-loss), then a share of each is given to all",
                        "Herbster and Warmuth, Tracking the best expert, Machine Learning 1998; docs/auto.md has the whole method.",
                        "by default: what is chosen if a learner names no optimizer"));
        notes.put(
                "sgd",
                new Notes(
                        "w -= rate g",
                        "Robbins and Monro, A stochastic approximation method, 1951.",
                        "as the baseline; standardised features, a falling rate"));
        notes.put(
                "momentum",
                new Notes(
                        "b = momentum b + (1 - dampening) g        (first step of all: b = g)\nw -= rate b",
                        "Polyak, Some methods of speeding up the convergence of iteration methods, 1964.",
                        "noisy gradients on dense features"));
        notes.put(
                "nesterov",
                new Notes(
                        "b = momentum b + g\nw -= rate (g + momentum b)",
                        "Nesterov 1983; in this form Sutskever et al., On the importance of initialization and momentum,"
                                + " ICML 2013.",
                        "like momentum, with less overshooting"));
        notes.put(
                "adagrad",
                new Notes(
                        "s += g^2        (s starts at initial-accumulator)\nw -= rate g / (sqrt(s) + epsilon)",
                        "Duchi, Hazan and Singer, Adaptive subgradient methods, JMLR 2011.",
                        "sparse, hashed features whose relations are stable: the usual choice there"));
        notes.put(
                "adadelta",
                new Notes(
                        "s = rho s + (1 - rho) g^2\nd = sqrt(u + epsilon) / sqrt(s + epsilon) g\nu = rho u + (1 - rho)"
                                + " d^2\nw -= rate d",
                        "Zeiler, ADADELTA: an adaptive learning rate method, 2012.",
                        "when no rate is known; slow to start"));
        notes.put(
                "rmsprop",
                new Notes(
                        "s = decay s + (1 - decay) g^2\na = decay a + (1 - decay) g                (centered)\nr = sqrt(s)"
                                + " + epsilon, centered sqrt(s - a^2) + epsilon\nb = momentum b + g / r\nw -= rate b",
                        "Hinton, Neural networks for machine learning, lecture 6e, 2012; centered: Graves 2013.",
                        "relations that drift; dense features"));
        notes.put(
                "adam",
                new Notes(
                        moments + "w -= rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon)",
                        "Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1.",
                        "a good first try with a rate of 0.001 to 0.01"));
        notes.put(
                "lazy-adam",
                new Notes(
                        moments + "w -= rate / (1 - beta1^t) m / (sqrt(v / (1 - beta2^t)) + epsilon)",
                        "As adam; the moments of a row fade only at steps that touch it.",
                        "many rare features, where adam is slow or forgets"));
        notes.put(
                "adamw",
                new Notes(
                        "w *= 1 - rate weight-decay\nthen as adam",
                        "Loshchilov and Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2.",
                        "adam, when weights must fade without evidence"));
        notes.put(
                "amsgrad",
                new Notes(
                        moments + "x = max(x, v)\nw -= rate / (1 - beta1^t) m / (sqrt(x / (1 - beta2^t)) + epsilon)",
                        "Reddi, Kale and Kumar, On the convergence of Adam and beyond, ICLR 2018, algorithm 2; bias"
                                + " corrections as in PyTorch.",
                        "adam, when rare large gradients must not be forgotten"));
        notes.put(
                "nadam",
                new Notes(
                        "mu(t) = beta1 (1 - 0.96^(t momentum-decay) / 2);  p(t) = mu(1) ... mu(t)\n" + moments
                                + "r = sqrt(v / (1 - beta2^t)) + epsilon\n"
                                + "w -= rate (1 - mu(t)) / (1 - p(t)) g / r + rate mu(t+1) / (1 - p(t+1)) m / r",
                        "Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, algorithm 2.",
                        "adam with faster starts"));
        notes.put(
                "radam",
                new Notes(
                        moments
                                + "n = 2 / (1 - beta2) - 1;  q = n - 2 t beta2^t / (1 - beta2^t)\n"
                                + "q > 5:  w -= rate m / (1 - beta1^t) sqrt(1 - beta2^t) / (sqrt(v) + epsilon)\n"
                                + "             sqrt((q - 4) (q - 2) n / ((n - 4) (n - 2) q))\n"
                                + "else:   w -= rate m / (1 - beta1^t)",
                        "Liu et al., On the variance of the adaptive learning rate and beyond, ICLR 2020, algorithm 2.",
                        "adam without a warm-up of the rate"));
        notes.put(
                "adamax",
                new Notes(
                        "m = beta1 m + (1 - beta1) g\nu = max(beta2 u, |g| + epsilon)\nw -= rate / (1 - beta1^t) m / u",
                        "Kingma and Ba, ICLR 2015, algorithm 2.",
                        "gradients with rare, very large values"));
        notes.put(
                "lion",
                new Notes(
                        "w = (1 - rate weight-decay) w - rate sign(beta1 m + (1 - beta1) g)\nm = beta2 m + (1 - beta2) g",
                        "Chen et al., Symbolic discovery of optimization algorithms, NeurIPS 2023, algorithm 2.",
                        "half the state of adam; large batches, a rate 3 to 10 times smaller"));
        notes.put(
                "ftrl-proximal",
                new Notes(
                        "z += g - (sqrt(n + g^2) - sqrt(n)) / rate w\nn += g^2\n"
                                + "w = 0 if |z| <= l1, else -(z - sign(z) l1) / ((beta + sqrt(n)) / rate + l2)",
                        "McMahan et al., Ad click prediction: a view from the trenches, KDD 2013, algorithm 1.",
                        "very many sparse features, of which most should weigh exactly 0; a constant rate"));
        notes.put(
                "normalized-adaptive",
                new Notes(
                        "when |x| > s:  w *= s / |x|;  s = |x|\nN += sum over features (x / s)^2\nG += g^2\n"
                                + "w -= rate sqrt(t / N) g / (s sqrt(G))",
                        "Ross, Mineiro and Langford, Normalized online learning, UAI 2013, algorithm 2. The prediction of"
                                + " an event is made before its own sizes are taken in.",
                        "features of unknown or wild scale that are not standardised"));
        notes.put(
                "coin-betting",
                new Notes(
                        "L = max(L, |g|);  G += |g|;  R = max(R - (w - w1) g, 0);  q -= g\n"
                                + "w = w1 + q / (L max(G + L, alpha L)) (L + R)        (w1: where the weight started)",
                        "Orabona and Tommasi, Training deep networks without learning rates through coin betting, NeurIPS"
                                + " 2017, algorithm 2.",
                        "when no rate can be tuned; the rate is not used"));
        notes.put(
                "online-newton",
                new Notes(
                        "a += g^2        (a starts at epsilon)\nw -= rate g / a",
                        "Hazan, Agarwal and Kale, Logarithmic regret algorithms for online convex optimization, Machine"
                                + " Learning 2007, figure 2, with a diagonal matrix.",
                        "squared loss on stable relations; the rate is 1 / gamma, often above 1"));
        notes.put(
                "diagonal-hessian",
                new Notes(
                        "m = beta1 m + (1 - beta1) g\nh = beta2 h + (1 - beta2) c        (c: second derivative by w)\n"
                                + "w -= rate clip(m / max(gamma h, epsilon), -1, 1)",
                        "Liu et al., Sophia: a scalable stochastic second-order optimizer, ICLR 2024, algorithm 3, with the"
                                + " exact diagonal of the Hessian.",
                        "curved losses (squared, logistic, softmax, Poisson) whose features differ in scale"));
        return notes;
    }
}
