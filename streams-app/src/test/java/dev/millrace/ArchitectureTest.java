package dev.millrace;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.state.LearnerStore;
import dev.millrace.state.LearnerStoreType;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may use whom: packages follow the flow of the data, and what must replay reads no clock and no chance. */
class ArchitectureTest {

    private static JavaClasses all;

    @BeforeAll
    static void read() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.millrace");
    }

    @Test
    void shouldHaveNoCycles() {
        slices().matching("dev.millrace.(**)").should().beFreeOfCycles().check(all);
    }

    @Test
    void shouldDependInTheDirectionOfTheData() {
        only("config");
        only("topic", "config");
        only("ingest", "config");
        only("ingest.file", "topic");
        only("state");
        only("outage");
        only("learn", "config", "ingest", "state", "outage");
        only("topology", "config", "learn", "state", "outage");
        only("query", "config", "learn", "state");
        only("route", "topic", "learn", "query");
        only("http", "config", "query", "route");
        only("metric", "config", "learn");
        only("client");
        only("live", "config", "topic", "learn", "query", "http", "metric");
        only("app", "config", "topic", "outage", "learn", "topology", "query", "route", "http", "metric", "live");
        only("verify", "config", "topic", "learn");
        only("replay", "config", "ingest", "learn", "state");
        only("replay.source", "config", "topic", "ingest", "ingest.file", "learn", "replay");
        only("replay.search", "config", "replay");
        only("replay.report", "config", "replay");
        only("selfcheck");
        // The command line is the outermost: it knows the whole, but neither how events are read nor how state is kept.
        only(
                "cli",
                "config",
                "topic",
                "ingest.file",
                "learn",
                "topology",
                "query",
                "app",
                "client",
                "verify",
                "replay",
                "replay.source",
                "replay.search",
                "replay.report",
                "selfcheck");
    }

    @Test
    void shouldTouchTheInsidesOfKafkaStreamsInTwoClassesOnly() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(LearnerStore.class, LearnerStoreType.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.streams..internals..")
                .check(all);
    }

    @Test
    void shouldReadNoClockAndNoChanceWhereEventsAreLearnedFrom() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.millrace.core..",
                        "dev.millrace.learn..",
                        "dev.millrace.state..",
                        "dev.millrace.topology..",
                        "dev.millrace.replay",
                        "dev.millrace.ingest")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Random.class,
                        SplittableRandom.class,
                        ThreadLocalRandom.class,
                        UUID.class,
                        java.time.Clock.class)
                .check(all);
    }

    @Test
    void shouldKeepTheModelCoreToTheJdk() {
        classes()
                .that()
                .resideInAPackage("dev.millrace.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dev.millrace.core..", "java..", "org.jspecify.annotations..")
                .check(all);
    }

    @Test
    void shouldKeepTheBrokerOutOfTheApplication() {
        noClasses()
                .that(resideInAPackage("dev.millrace..").and(not(resideInAPackage("dev.millrace.broker.."))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.millrace.broker..", "kafka..", "org.apache.kafka.server..")
                .check(all);
    }

    /** A package of the application uses none of the others but these. */
    private static void only(String name, String... others) {
        String self = "dev.millrace." + name;
        String[] allowed = new String[others.length + 1];
        allowed[0] = self;
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "dev.millrace." + others[i];
        }
        noClasses()
                .that()
                .resideInAPackage(self)
                .should()
                .dependOnClassesThat(describe(
                                "packages of the application besides " + String.join(", ", allowed),
                                (JavaClass target) -> target.getPackageName().startsWith("dev.millrace."))
                        .and(not(resideInAnyPackage(allowed)))
                        .and(not(resideInAnyPackage("dev.millrace.core..", "dev.millrace.schemas.."))))
                .check(all);
    }
}
