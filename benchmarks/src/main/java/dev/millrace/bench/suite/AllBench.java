package dev.millrace.bench.suite;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole suite, one benchmark after the other. One that fails does not stop the others. */
@Command(
        name = "all",
        description = {
            "Runs all benchmarks one after the other, each in a JVM of its own, and prints their ratios.",
            "Those that fail are named at the end; then the exit code is 1."
        },
        mixinStandardHelpOptions = true)
public final class AllBench implements Callable<Integer> {

    private static final String PAGE = "benchmarks.md";
    private static final String DATA = "benchmarks.json";
    private static final String INTRODUCTION = Entry.resource("introduction.md");

    @Option(names = "--short", description = "Only show that each works: minutes, and figures that say nothing.")
    private boolean isShort;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Only these, separated by commas. With --write, the others' sections stay as they are.")
    private List<String> only = List.of();

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "Write " + PAGE + " and " + DATA + " into this directory, usually docs.")
    private @Nullable Path directory;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final List<Entry> suite;

    /** The whole suite. */
    public AllBench() {
        this(Suite.ENTRIES);
    }

    /** @param suite subcommands of the root command's class */
    AllBench(List<Entry> suite) {
        this.suite = List.copyOf(suite);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Entry> entries = chosen();
        Child child = new Child(mainClass());
        ObjectNode machine = Machine.describe();
        Results found = new Results(suite);
        // Read before hours of measuring, for it may be broken.
        Results all = directory == null ? found : Results.read(suite, directory.resolve(DATA));
        List<String> failed = new ArrayList<>();
        for (Entry entry : entries) {
            System.err.println("== " + entry.command(isShort));
            try {
                ObjectNode report = child.report(entry.name(), entry.arguments(isShort));
                String today = LocalDate.now(ZoneOffset.UTC).toString();
                Section section = new Section(entry.name(), isShort, today, machine, report);
                found.add(section);
                all.add(section);
            } catch (IOException e) {
                System.err.println(entry.name() + " failed: " + e.getMessage());
                failed.add(entry.name());
            }
            // After each, so that what was measured is not lost with what comes later.
            write(all);
        }
        print(found, failed);
        return failed.isEmpty() ? 0 : 1;
    }

    private List<Entry> chosen() {
        List<String> names = suite.stream().map(Entry::name).toList();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec().commandLine(),
                        "--only: expected names out of " + String.join(", ", names) + "; found '" + name + "'");
            }
        }
        return suite.stream()
                .filter(entry -> only.isEmpty() || only.contains(entry.name()))
                .toList();
    }

    private void write(Results results) throws IOException {
        if (directory != null) {
            Files.createDirectories(directory);
            results.write(directory.resolve(DATA));
            Files.writeString(directory.resolve(PAGE), Document.of(INTRODUCTION, suite, results));
        }
    }

    private void print(Results found, List<String> failed) {
        if (json) {
            ObjectNode root = found.json();
            ArrayNode names = root.putArray("failed");
            failed.forEach(names::add);
            spec().commandLine().getOut().println(root);
        } else {
            spec().commandLine().getOut().println(Overview.of(found));
        }
        if (!failed.isEmpty()) {
            System.err.println("failed: " + String.join(", ", failed));
        }
    }

    private String mainClass() {
        return spec().root().userObject().getClass().getName();
    }

    private CommandSpec spec() {
        if (spec == null) {
            throw new IllegalStateException("expected to be called as a command");
        }
        return spec;
    }
}
