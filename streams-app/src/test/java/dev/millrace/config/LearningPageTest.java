package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.learn.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The page docs/learning.md is made from the catalogs, so that it cannot say anything else than the code. */
class LearningPageTest {

    private static final Path PAGE = Path.of("../docs/learning.md");

    private static final String COMMAND = "mvn test -pl streams-app -am -Dtest=LearningPageTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dmillrace.docs=write";

    private static final String HEAD = """
            # Rates, losses, batches, links, averages and weights

            <!-- Made from the code: COMMAND -->

            What a learner does with an event, in this order: predict, measure the loss, take its gradient (times the weights of
            the event and of its class), combine the gradients of a batch, change the gradient (`gradient`, in the order of the
            list), shrink weights before the update (`weights`), let the optimizer make its step at the rate of the schedule
            (`rate`, `plateau`), change the weights after it (`weights`), and update their averages (`average`).

            Each key of a learner takes `{type: name, parameter: value}`, or the bare name where the defaults will do. The type
            may be left out where a parameter without a default belongs to one type only: `batch: {every: 1m}`.

            All links are lazy: they see the rows (features) of the events of a step, and no others. The bias is a row like any
            other.

            ## Weights of events and classes

            `weight: {field: f, max: 1000000}`, beside `label` at the top of the file, takes an event's weight from a numeric
            field; `class-weights` of a learner (`{late: 2.0}`, or a list in the order of the classes; 0 to 1000000) gives that of
            a class. Their product multiplies the gradient, and for second-order optimizers the curvature. An event of weight 0
            is predicted and measured, but not learned from; it does not count in a batch and does not move the scaler. A weight
            that is missing, negative, not finite or above `max` sends a labeled event to the quarantine topic.

            **What is reported is not weighted**: progressive losses, accuracies and baselines count each labeled event once.

            Plain SGD with one event a step takes a step twice as large for weight 2. In a batch with `combine: sum`, an event of
            weight 2 is exactly two events; with `mean` the divisor stays the number of events, not the sum of their weights.
            Adaptive optimizers (Adam, AdaGrad) scale gradients by their own size, so that a constant weight has little effect.

            """;

    @Test
    void shouldBeWhatTheCodeSays() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("millrace.docs"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE).as("run: " + COMMAND).hasContent(page);
    }

    private static String page() {
        StringBuilder page = new StringBuilder(HEAD.replace("COMMAND", COMMAND));
        catalog(page, "Rates: `rate`", """
                Steps `t` are counted from 0. A bare number is a constant rate.""", Schedules.CATALOG);
        catalog(page, "Plateaus: `plateau`", """
                The schedule stays a function of the step; this multiplies its rate. What it has seen of the loss is saved with
                the model. Every `window` examples, their mean loss is compared with the best so far; after more than `patience`
                examples without an improvement the rate falls. With the window as the epoch this is PyTorch's
                ReduceLROnPlateau (mode min, relative threshold).""", Plateaus.CATALOG);
        catalog(page, "Losses: `loss`", """
                Left out, it is logistic, squared or softmax, by the task. Hinge and absolute losses have a curvature of 0: not
                for second-order optimizers.""", Losses.CATALOG);
        catalog(page, "Batches: `batch`", """
                A bare number is a count. A batch of event time closes before the first event of a later window is predicted,
                whether that event has a label or not; late events join the window that is open. An open batch is part of the
                saved state. Each event must be possible as a step of its own, or it is refused; a batch whose step still is not
                finite (a sum) is dropped and counted in the loss report.""", Batches.CATALOG);
        catalog(page, "Links of the gradient: `gradient`, a list", """
                At most 16, applied in their order to the combined gradient of the step.""", GradientLinks.CATALOG);
        catalog(page, "Links of the weights: `weights`, a list", """
                At most 16. Not with ftrl-proximal and coin-betting, which compute each weight anew from what they keep.""", WeightLinks.CATALOG);
        catalog(page, "Averages of the weights: `average`", """
                Kept beside the weights, exactly over all steps, also those that do not touch a row. With `serve: average` the
                predictions that are published, measured and answered over HTTP are made with the averages; learning goes on with
                the weights themselves. Not with optimizers whose momentum moves the weights of absent features.""", Averages.CATALOG);
        return page.toString();
    }

    private static void catalog(StringBuilder page, String title, String text, Catalog<?> catalog) {
        page.append("\n## ").append(title).append("\n\n").append(text).append('\n');
        catalog.algorithms().forEach(algorithm -> algorithm(page, algorithm));
    }

    private static <A> void algorithm(StringBuilder page, Algorithm<A> algorithm) {
        page.append("\n### ").append(algorithm.name()).append("\n\n").append(algorithm.summary());
        if (algorithm.tasks().size() < Task.values().length) {
            page.append(" (task ")
                    .append(Arrays.stream(Task.values())
                            .filter(algorithm.tasks()::contains)
                            .map(task -> task.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        page.append(".\n");
        List<Parameter<A>> parameters = algorithm.parameters();
        if (!parameters.isEmpty()) {
            page.append("\n| parameter | default | expected | meaning |\n| --- | --- | --- | --- |\n");
            parameters.forEach(parameter -> page.append(row(parameter)));
        }
    }

    private static String row(Parameter<?> parameter) {
        String preset = "required";
        String expected = "another of these";
        if (parameter instanceof Parameter.Scalar<?, ?> scalar) {
            preset = scalar.preset() == null ? "required" : text(scalar.preset());
            expected = scalar.type().expected();
        }
        return "| `" + parameter.name() + "` | " + preset + " | " + expected + " | " + parameter.meaning() + " |\n";
    }

    private static String text(@Nullable Object preset) {
        if (preset instanceof Double number) {
            return number == Math.rint(number) && number < 1e9
                    ? Long.toString(number.longValue())
                    : number.toString().replace("E", "e").replace(".0e", "e");
        }
        return String.valueOf(preset);
    }
}
