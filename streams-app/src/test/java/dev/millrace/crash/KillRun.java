package dev.millrace.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * An application that is killed again and again while events come, each time at another point. The seed decides points and
 * delays; where exactly the process is at the end of a delay is up to the machine.
 */
final class KillRun {

    /** About the time to start, to find the group, to restore and to learn a little. */
    private static final int START_MILLIS = 4_000;

    private static final int SHUTDOWN_MILLIS = 500;
    private static final int PROCESSING_MILLIS = 30;
    private static final int CALL_MILLIS = 4;

    private final Application application;
    private final Random random;
    private final KillTally tally = new KillTally();

    KillRun(Application application, long seed) {
        this.application = application;
        this.random = new Random(seed);
    }

    /** All points in shuffled order, again and again. */
    List<CrashPoint> everyPoint(int kills) {
        List<CrashPoint> plan = new ArrayList<>();
        while (plan.size() < kills) {
            List<CrashPoint> round = new ArrayList<>(List.of(CrashPoint.values()));
            Collections.shuffle(round, random);
            plan.addAll(round);
        }
        return plan.subList(0, kills);
    }

    /** Kills at each point of the plan, with a share of the events between two kills. The last events are left over. */
    KillTally kill(List<CrashPoint> plan, Consumer<String> progress) throws Exception {
        long started = System.nanoTime();
        for (int i = 0; i < plan.size(); i++) {
            application.feed().sendUpTo((int) ((i + 1L) * application.feed().size() / (plan.size() + 1)));
            CrashPoint at = kill(plan.get(i));
            progress.accept(String.format(
                    "kill %d of %d: %s; %d s", i + 1, plan.size(), at, (System.nanoTime() - started) / 1_000_000_000));
        }
        application.feed().sendUpTo(application.feed().size());
        return tally;
    }

    private CrashPoint kill(CrashPoint point) throws Exception {
        int passes = 1 + random.nextInt(Math.max(1, point.mostPasses()));
        boolean littleMemory = point == CrashPoint.EARLY_WRITE_BACK || random.nextBoolean();
        try (AppProcess app =
                littleMemory ? application.startInLittleMemory(point, passes) : application.start(point, passes)) {
            CrashPoint at = await(app, point);
            app.kill();
            tally.add(at, app);
            return at;
        }
    }

    private CrashPoint await(AppProcess app, CrashPoint point) throws Exception {
        switch (point) {
            case START -> sleep(START_MILLIS);
            case SHUTDOWN -> {
                Await.until("the application learns", () -> isLearning(app));
                app.terminate();
                sleep(SHUTDOWN_MILLIS);
            }
            case IDLE -> application.awaitDone(app);
            default -> {
                Await.until("it is at " + point, () -> {
                    Application.requireAlive(app);
                    return app.hasReachedItsPoint() || application.isDone();
                });
                if (!app.hasReachedItsPoint()) {
                    return CrashPoint.IDLE;
                }
                if (!point.holds()) {
                    sleep(point == CrashPoint.PROCESSING ? PROCESSING_MILLIS : CALL_MILLIS);
                }
            }
        }
        return point;
    }

    private static boolean isLearning(AppProcess app) {
        Application.requireAlive(app);
        return app.isLearning();
    }

    /** Not to wait for something: any moment is as good as another. */
    private void sleep(int mostMillis) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep(random.nextInt(1_000 * mostMillis));
    }
}
