package dev.millrace.crash;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullDiskIT {

    private static final int EVENTS = 1_500;
    private static final String LEARNERS =
            String.join("\n", CrashConfigs.SCALED, CrashConfigs.OPEN_BATCH, CrashConfigs.PLATEAU);

    @TempDir
    private static Path directory;

    private static CrashLab lab;

    @BeforeAll
    static void startBroker() throws IOException {
        lab = new CrashLab(directory);
    }

    @AfterAll
    static void stopBroker() {
        lab.close();
    }

    @Test
    void tryLearning() throws Exception {
        Application application = new Application(
                lab, "full", lab.feed("full-events", EVENTS, 11), CrashConfigs.shortTimeOuts(), LEARNERS, "");
        try (SmallDisk disk = SmallDisk.mount(directory.resolve("full").resolve("state-one"), 65536)) {
            try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                application.feed().sendUpTo(500);
                application.awaitDone(app);
                System.err.println("free " + disk.freeBytes());
                disk.fill();
                System.err.println("free " + disk.freeBytes());
                application.feed().sendUpTo(EVENTS);
                System.err.println("alive " + application.awaitDoneOrEnded(app));
                System.err.println(lab.cluster().committedEvents(application.config()));
                System.err.println(app.log());
            }
        }
    }

    @Test
    void tryStart() throws Exception {
        for (int size : new int[] {4, 64, 200, 400, 1000, 2000, 4000, 8000}) {
            String name = "start" + size;
            Application application = new Application(
                    lab, name, lab.feed(name + "-events", EVENTS, 11), CrashConfigs.shortTimeOuts(), LEARNERS, "");
            try (SmallDisk disk = SmallDisk.mount(directory.resolve(name).resolve("state-one"), size)) {
                try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                    application.feed().sendUpTo(500);
                    System.err.println(size + " " + disk.freeBytes() + " alive " + application.awaitDoneOrEnded(app));
                    System.err.println(lab.cluster().committedEvents(application.config()));
                    System.err.println(app.log());
                }
            }
        }
    }
}
