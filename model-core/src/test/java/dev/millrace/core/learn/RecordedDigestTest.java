package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same events give the same bytes: on every Java version, and in every later version of this module, until its arithmetic
 * is changed on purpose. Few events show a change of the scores' last digit, which the weights round away.
 */
class RecordedDigestTest {

    @ParameterizedTest
    @CsvSource({
        "REGRESSION, sgd, 1, d843c659052acead",
        "REGRESSION, adam, 1, 2df74dc85b6e6c83",
        "BINARY, sgd, 1, f58c418ff3a255a1",
        "BINARY, adam, 1, 1f1dc1ff9152e80c",
        "MULTICLASS, sgd, 1, ad09eb135a42c104",
        "MULTICLASS, adam, 1, 1ce267076c5cbf16",
        "MULTICLASS, adam, 7, 92917f3485158727"
    })
    void shouldGiveThisDigestAsEver(Task task, String optimizerName, int batchSize, String digest) {
        Optimizer optimizer = optimizerName.equals("sgd") ? new Sgd() : LazyAdam.DEFAULT;
        Learner learner = TestStream.inMemory(TestStream.spec(task, optimizer, batchSize));

        TestStream.run(learner, TestStream.of(task, 2000, 77));

        assertThat(String.format("%016x", learner.digest())).isEqualTo(digest);
    }
}
