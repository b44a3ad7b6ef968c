package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerOptionsTest {

    @Test
    void shouldTakeFreePortsWhenOnlyDataIsGiven() {
        assertThat(BrokerOptions.parse("--data", "d")).isEqualTo(new BrokerOptions(Path.of("d"), 0, 0, false));
    }

    @Test
    void shouldReadEveryOptionInAnyOrder() {
        assertThat(BrokerOptions.parse(
                        "--exit-with-stdin", "--registry-port", "8081", "--port", "65535", "--data", "x/y"))
                .isEqualTo(new BrokerOptions(Path.of("x/y"), 65_535, 8081, true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --port 9092            | --data DIR is missing: the broker must know where to keep its topics
            --data                 | --data needs a value
            --data --port 1        | --data needs a value
            --data d --port x      | --port needs a port from 0 to 65535, not x
            --data d --port 65536  | --port needs a port from 0 to 65535, not 65536
            --data d --registry-port -1 | --registry-port needs a port from 0 to 65535, not -1
            --data d --prot 1      | unknown option --prot
            """)
    void shouldNameTheOptionWhenItIsWrong(String arguments, String message) {
        assertThatThrownBy(() -> BrokerOptions.parse(arguments.split(" ", -1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
