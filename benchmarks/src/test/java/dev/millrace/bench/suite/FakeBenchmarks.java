package dev.millrace.bench.suite;

import dev.millrace.bench.report.Bar;
import dev.millrace.bench.report.Report;
import java.util.List;
import picocli.CommandLine.Command;

/** A main class whose benchmarks take no time; a child runs it. */
@Command
public final class FakeBenchmarks {

    private FakeBenchmarks() {}

    static FakeBenchmarks create() {
        return new FakeBenchmarks();
    }

    /** Of the arguments, the first is the benchmark and the last is --json. */
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "crash" -> throw new IllegalStateException("expected the same bits");
            case "noise" -> System.out.println("ready");
            case "twice" -> {
                report("twice", arguments).print(true);
                System.out.println("and more");
            }
            default -> report(arguments[0], arguments).print(true);
        }
    }

    private static Report report(String name, String[] arguments) {
        return new Report(name, String.join(" ", arguments)).ratio("a / b", List.of(2.0), Bar.atLeast(1));
    }
}
