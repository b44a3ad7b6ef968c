package dev.millrace.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {

    @TempDir
    private Path directory;

    @Test
    void shouldReadProcessorAndCachesWhenLinuxShowsThem() throws IOException {
        Path cpuinfo = directory.resolve("cpuinfo");
        Files.writeString(cpuinfo, "processor\t: 0\nmodel name\t: Abacus 9000: Wood\nprocessor\t: 1\n");
        cache(0, "1", "Data", "32K");
        cache(1, "1", "Instruction", "64K");
        cache(2, "2", "Unified", "1024K");

        assertThat(Machine.processor(cpuinfo)).isEqualTo("Abacus 9000: Wood");
        assertThat(Machine.caches(directory)).isEqualTo("L1 data 32K, L1 instruction 64K, L2 1024K");
    }

    @Test
    void shouldSayUnknownWhenNothingIsShown() {
        assertThat(Machine.processor(directory.resolve("none"))).isEqualTo("unknown");
        assertThat(Machine.caches(directory.resolve("none"))).isEqualTo("unknown");
    }

    @Test
    void shouldLeaveOutPathsAndPropertiesWhenFlagsAreListed() {
        assertThat(Machine.flags(List.of(
                        "-XX:+UseParallelGC",
                        "-Dmillrace.home=/somewhere",
                        "-Xmx512m",
                        "-Xlog:gc:file=/tmp/gc.log",
                        "--add-modules=jdk.incubator.vector")))
                .isEqualTo("-XX:+UseParallelGC -Xmx512m --add-modules=jdk.incubator.vector");
        assertThat(Machine.flags(List.of("-Da=b"))).isEqualTo("none");
    }

    @Test
    void shouldKeepTheNumbersAloneOfTheSystemsVersion() {
        assertThat(Machine.system("6.1.0-18-custom@builder"))
                .contains(" 6.1.0 ")
                .doesNotContain("builder");
    }

    private void cache(int index, String level, String type, String size) throws IOException {
        Path cache = Files.createDirectories(directory.resolve("index" + index));
        Files.writeString(cache.resolve("level"), level + "\n");
        Files.writeString(cache.resolve("type"), type + "\n");
        Files.writeString(cache.resolve("size"), size + "\n");
    }
}
