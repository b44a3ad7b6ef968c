package dev.millrace.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the state directory is full: the application ends and says so, what is committed is whole, and when
 * there is room, it learns on as if nothing had happened. Skipped where file systems cannot be mounted.
 */
class FullDiskIT {

    private static final int EVENTS = 1_500;
    private static final int HALF = EVENTS / 2;
    /** Learned in a commit of their own, they fill a part of RocksDB's buffer; all in one commit may not fill it. */
    private static final int FEW = 25;

    private static final int ROOMY_KIB = 64 * 1024;
    /** Enough to open the stores, too little for what is in them. */
    private static final int SMALL_KIB = 128;

    /** The second has much state beside its weights. */
    private static final String LEARNERS = CrashConfigs.SCALED
            + "\n- {name: amsgrad, optimizer: amsgrad, rate: 0.02, batch: 32, publish-predictions: true}";

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
    void shouldEndAndLearnOnWhenTheDiskFillsUpWhileItLearns() throws Exception {
        Application application = application("learning");
        try (SmallDisk disk = SmallDisk.mount(stateDirectory(application), ROOMY_KIB)) {
            try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                application.feed().sendUpTo(HALF);
                application.awaitDone(app);
                learnUntilItEnds(application, app, disk);
                assertEndsForWantOfRoom(application, app);
            }
            assertCommittedIsWhole(application);
            application.feed().sendUpTo(EVENTS);
            disk.resize(2 * ROOMY_KIB);
            assertSameAsSpared(application, application.finish());
        }
    }

    /** What was learned is in the changelog; the disk, which was to get it in the end, has not all of it. */
    @Test
    void shouldLearnOnWhenTheDiskIsFullAtTheEnd() throws Exception {
        Application application = application("ending");
        try (SmallDisk disk = SmallDisk.mount(stateDirectory(application), ROOMY_KIB)) {
            try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                application.feed().sendUpTo(HALF);
                application.awaitDone(app);
                disk.fill();
                app.stop();
            }
            application.feed().sendUpTo(EVENTS);
            disk.resize(2 * ROOMY_KIB);
            assertSameAsSpared(application, application.finish());
        }
    }

    @Test
    void shouldEndAndLearnOnWhenTheDiskIsTooSmallForWhatIsRestored() throws Exception {
        Application application = application("restoring");
        try (SmallDisk disk = SmallDisk.mount(stateDirectory(application), ROOMY_KIB);
                AppProcess app = application.start(CrashPoint.IDLE, 0)) {
            learnHalfInManyCommits(application, app);
            app.stop();
            assertThat(disk.freeBytes()).isPositive();
        }
        application.feed().sendUpTo(EVENTS);
        try (SmallDisk disk = SmallDisk.mount(stateDirectory(application), SMALL_KIB)) {
            try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                assertEndsForWantOfRoom(application, app);
                assertThat(app.isLearning()).isFalse();
            }
            assertThat(lab.cluster().committedEvents(application.config())).isEqualTo(HALF);
            assertCommittedIsWhole(application);
            disk.resize(ROOMY_KIB);
            assertSameAsSpared(application, application.finish());
        }
    }

    /** Before there is any state, and so before RocksDB is asked. */
    @Test
    void shouldEndAndLearnOnWhenTheDiskIsFullAtTheStart() throws Exception {
        Application application = application("starting");
        application.feed().sendUpTo(EVENTS);
        try (SmallDisk disk = SmallDisk.mount(stateDirectory(application), SMALL_KIB)) {
            disk.fill();
            try (AppProcess app = application.start(CrashPoint.IDLE, 0)) {
                assertEndsForWantOfRoom(application, app);
            }
            assertThat(lab.cluster().committedEvents(application.config())).isZero();
            disk.resize(ROOMY_KIB);
            assertSameAsSpared(application, application.finish());
        }
    }

    /**
     * Sends events until the application has ended, which it must before the last. RocksDB writes to the disk in the
     * background, and only when its buffer is full; that it could not, it tells whoever writes next. So the events come
     * a few at a time, each few after the commit of those before: there are many writes however quick the machine is.
     */
    private static void learnUntilItEnds(Application application, AppProcess app, SmallDisk disk) throws Exception {
        CrashLab.EventFeed feed = application.feed();
        do {
            assertThat(feed.sent() + FEW).as("events used up; %s", app.log()).isLessThan(EVENTS);
            // Again each time: RocksDB may have deleted what it has merged.
            disk.fill();
            feed.sendUpTo(feed.sent() + FEW);
        } while (application.awaitDoneOrEnded(app));
    }

    /** For a changelog that is larger than RocksDB's buffer however quick the machine is. */
    private static void learnHalfInManyCommits(Application application, AppProcess app) throws Exception {
        while (application.feed().sent() < HALF) {
            application.feed().sendUpTo(Math.min(application.feed().sent() + FEW, HALF));
            application.awaitDone(app);
        }
    }

    private static void assertEndsForWantOfRoom(Application application, AppProcess app) throws Exception {
        assertThat(app.awaitEnd()).as(app.log()).isEqualTo(1);
        assertThat(app.log().strip().lines().reduce((first, last) -> last).orElse(""))
                .startsWith("millrace run: the state on disk cannot be used: ")
                .contains("No space left on device. ")
                .endsWith(" Make room on the disk of the state directory " + stateDirectory(application)
                        + " (kafka.state.dir), and start again: learning goes on from the last commit");
    }

    /** One prediction of each committed event by each learner, and no other. */
    private static void assertCommittedIsWhole(Application application) throws Exception {
        List<String> predictions = application.committed().predictions();
        int events = (int) lab.cluster().committedEvents(application.config());
        assertThat(events).isBetween(HALF, EVENTS - 1);
        assertThat(predictions)
                .containsExactlyElementsOf(IntStream.range(0, events)
                        .boxed()
                        .flatMap(event -> Stream.of(event + " scaled", event + " amsgrad"))
                        .toList());
    }

    /** With what the application says of its learners in the end. */
    private static void assertSameAsSpared(Application application, Map<String, String> learners) throws Exception {
        Application spared = new Application(
                lab, application.config().application() + "-spared", application.feed(), Map.of(), LEARNERS, "");
        assertThat(learners).isEqualTo(spared.finish());
        assertThat(application.committed().differencesFrom(spared.committed())).isEmpty();
        assertThat(application.committed().predictions()).hasSize(2 * EVENTS);
    }

    private static Application application(String name) throws Exception {
        Map<String, String> kafka = new TreeMap<>(CrashConfigs.shortTimeOuts());
        kafka.put("rocksdb.config.setter", SmallBuffers.class.getName());
        return new Application(lab, name, lab.feed(name + "-events", EVENTS, 11), kafka, LEARNERS, "");
    }

    private static Path stateDirectory(Application application) {
        return directory.resolve(application.config().application()).resolve("state-one");
    }
}
