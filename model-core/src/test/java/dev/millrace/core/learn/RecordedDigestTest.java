package dev.millrace.core.learn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Optimizer;
import dev.millrace.core.optimizer.Sgd;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same events give the same bytes: on every Java version, and in every later version of this module. */
class RecordedDigestTest {

    @ParameterizedTest
    @CsvSource({
        "REGRESSION, sgd, 1, fe893b86aea41c08",
        "REGRESSION, adam, 1, f1afca4927437ea2",
        "BINARY, sgd, 1, e3e618214cbd07f1",
        "BINARY, adam, 1, d6769b56d599a584",
        "MULTICLASS, sgd, 1, 3082411b107770bb",
        "MULTICLASS, adam, 1, 5ff8b5417634b23a",
        "MULTICLASS, adam, 7, 49d31078b760a9c7"
    })
    void shouldGiveThisDigestForever(Task task, String optimizerName, int batchSize, String digest) {
        Optimizer optimizer = optimizerName.equals("sgd") ? new Sgd() : LazyAdam.DEFAULT;
        Learner learner = TestStream.inMemory(TestStream.spec(task, optimizer, batchSize));

        TestStream.run(learner, TestStream.of(task, 2000, 77));

        assertThat(String.format("%016x", learner.digest())).isEqualTo(digest);
    }
}
