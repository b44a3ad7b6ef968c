package dev.millrace.selfcheck;

import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.Cosine;
import dev.millrace.core.schedule.CosineWarmRestarts;
import dev.millrace.core.schedule.Exponential;
import dev.millrace.core.schedule.InverseSquareRoot;
import dev.millrace.core.schedule.InverseTime;
import dev.millrace.core.schedule.LearningRateSchedule;
import dev.millrace.core.schedule.LinearWarmup;
import dev.millrace.core.schedule.Polynomial;
import dev.millrace.core.schedule.StepDecay;
import java.util.ArrayList;
import java.util.List;

/** Compares the rates of each recorded schedule. */
final class ScheduleCheck {

    static final double BOUND = 1e-12;

    /** Rates smaller than this are compared as if they were as large: PyTorch gets there by adding up differences. */
    static final double FLOOR = 1e-3;

    private static final String KIND = "schedule";
    private static final double BASE_RATE = 0.3;

    private ScheduleCheck() {}

    static List<CaseResult> run(Golden file) {
        List<CaseResult> results = new ArrayList<>();
        if (file.has("schedules")) {
            Golden schedules = file.get("schedules");
            for (String name : schedules.keys()) {
                results.add(run(name, schedules.get(name).numbers()));
            }
        }
        return results;
    }

    private static CaseResult run(String name, double[] rates) {
        LearningRateSchedule schedule;
        try {
            schedule = named(Call.parse(name));
        } catch (IllegalArgumentException e) {
            return CaseResult.impossible(KIND, name, BOUND, String.valueOf(e.getMessage()));
        }
        RelativeError error = new RelativeError(FLOOR);
        for (int step = 0; step < rates.length; step++) {
            error.add(schedule.at(step), rates[step]);
        }
        return CaseResult.of(KIND, name, error, BOUND, null);
    }

    private static LearningRateSchedule named(Call call) {
        return switch (call.name()) {
            case "constant" -> new Constant(BASE_RATE);
            case "step" -> new StepDecay(BASE_RATE, call.count(0), call.number(1));
            case "exponential" -> new Exponential(BASE_RATE, call.number(0));
            case "inverse_time" -> new InverseTime(BASE_RATE, call.number(0));
            case "inverse_sqrt" -> new InverseSquareRoot(BASE_RATE);
            case "polynomial" -> new Polynomial(BASE_RATE, call.count(0), call.number(1));
            case "cosine" -> new Cosine(BASE_RATE, call.count(0), call.number(1, 0));
            case "cosine_warm_restarts" ->
                new CosineWarmRestarts(BASE_RATE, call.count(0), (int) call.count(1), call.number(2, 0));
            case "linear_warmup" -> new LinearWarmup(call.count(0), new Constant(BASE_RATE));
            default ->
                throw new IllegalArgumentException(
                        "unknown schedule; expected one of constant, step, exponential, inverse_time, inverse_sqrt,"
                                + " polynomial, cosine, cosine_warm_restarts, linear_warmup");
        };
    }
}
