package dev.millrace.core;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the design forbids: other libraries, packages that look back, and anything that makes a replay differ. */
class ArchitectureTest {

    private static final String BASE = "dev.millrace.core.";

    private static final DescribedPredicate<JavaClass> JDK_AND_OWN =
            resideInAnyPackage("java..", "dev.millrace.core..", "org.jspecify.annotations");

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.millrace.core");

    private static final JavaClasses CULPRIT = new ClassFileImporter().importClasses(Culprit.class);

    @Test
    void shouldSeeTheModule() {
        assertThat(MAIN.contain(BASE + "learn.Learner")).isTrue();
        assertThat(MAIN.size()).isGreaterThan(40);
    }

    @Test
    void shouldDependOnTheJdkOnly() {
        classes().should().onlyDependOnClassesThat(JDK_AND_OWN).check(MAIN);
    }

    @ParameterizedTest
    @CsvSource({
        // A package, and those of the module that it may use.
        "hash,",
        "codec, hash",
        "parameter, hash codec",
        "feature, hash",
        "math,",
        "loss, math",
        "optimizer, math",
        "schedule, math",
        "link, math",
        "evaluate, codec loss math",
        "expert, codec math loss feature optimizer parameter",
        "learn, hash codec parameter feature loss optimizer schedule link evaluate math expert"
    })
    void shouldKeepTheDirectionOfThePackages(String name, String uses) {
        String[] allowed = ((uses == null ? "" : uses + " ") + name + " java").split(" ", -1);
        for (int i = 0; i < allowed.length; i++) {
            allowed[i] = allowed[i].equals("java") ? "java.." : BASE + allowed[i];
        }
        noClasses()
                .that()
                .resideInAPackage(BASE + name)
                .should()
                .dependOnClassesThat(resideOutsideOfPackages(allowed).and(resideInAnyPackage("dev.millrace..")))
                .check(MAIN);
    }

    @Test
    void shouldReadNoClock() {
        ArchRule rule = noClasses()
                .should()
                .callMethodWhere(target(owner(nameMatching("java\\.lang\\.System")))
                        .and(target(nameMatching("currentTimeMillis|nanoTime"))))
                .orShould()
                .callMethodWhere(
                        target(owner(nameMatching("java\\.time\\..*"))).and(target(nameMatching("now|system.*"))))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date");
        rule.check(MAIN);
        assertCatches(rule);
    }

    @Test
    void shouldDrawNoRandomNumbersWithoutASeed() {
        DescribedPredicate<JavaConstructorCall> unseeded = DescribedPredicate.describe(
                "new Random()",
                call -> call.getTargetOwner().isEquivalentTo(Random.class)
                        && call.getTarget().getRawParameterTypes().isEmpty());
        ArchRule rule = noClasses()
                .should()
                .callConstructorWhere(unseeded)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.security\\.SecureRandom|java\\.util\\.SplittableRandom|java\\.util\\.UUID")
                .orShould()
                .callMethod(Math.class, "random");
        rule.check(MAIN);
        assertCatches(rule);
    }

    @Test
    void shouldUseOnlyFunctionsThatGiveTheSameBitsEverywhere() {
        ArchRule rule = noClasses()
                .should()
                .callMethodWhere(target(owner(nameMatching("java\\.lang\\.Math")))
                        .and(target(nameMatching("a?(sin|cos|tan)h?|atan2|exp|expm1|log|log10|log1p|pow|cbrt|hypot"))));
        rule.check(MAIN);
        assertCatches(rule);
    }

    @Test
    void shouldCallNothingThatMakesGarbageInTheLearnPath() {
        // On some Java versions between 17 and 25.
        ArchRule rule = noClasses()
                .should()
                .callMethodWhere(target(owner(nameMatching("java\\.lang\\.StrictMath")))
                        .and(target(nameMatching("pow|sin|cos|tan"))));
        rule.check(MAIN);
        assertCatches(rule);
    }

    /** Its order depends on the Java version. {@code FeatureRecipe} only asks whether a name is there twice. */
    @Test
    void shouldUseNoHashMap() {
        ArchRule rule = noClasses()
                .that()
                .doNotHaveFullyQualifiedName(BASE + "feature.FeatureRecipe")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("java\\.util\\.(Hash|IdentityHash|WeakHash)(Map|Set|table)"
                        + "|java\\.util\\.concurrent\\.ConcurrentHashMap");
        rule.check(MAIN);
        assertCatches(rule);
    }

    private static void assertCatches(ArchRule rule) {
        assertThat(rule.evaluate(CULPRIT).hasViolation()).isTrue();
    }
}
