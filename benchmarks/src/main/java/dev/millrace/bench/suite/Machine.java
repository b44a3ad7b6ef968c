package dev.millrace.bench.suite;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.millrace.bench.report.Figures;
import dev.millrace.cli.Millrace;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the figures depend on: processor, memory, system, Java; no host name, and no path. */
final class Machine {

    private static final String UNKNOWN = "unknown";

    private Machine() {}

    /** Of this JVM; processor and caches are known on Linux alone. */
    static ObjectNode describe() {
        return Figures.object()
                .put("processor", processor(Path.of("/proc/cpuinfo")))
                .put("cores", Runtime.getRuntime().availableProcessors())
                .put("caches", caches(Path.of("/sys/devices/system/cpu/cpu0/cache")))
                .put("memory", memory())
                .put("system", system(System.getProperty("os.version", "")))
                .put(
                        "java",
                        String.join(
                                ", ",
                                System.getProperty("java.version", UNKNOWN),
                                System.getProperty("java.vendor", UNKNOWN),
                                System.getProperty("java.vm.name", UNKNOWN)))
                .put("flags", flags(ManagementFactory.getRuntimeMXBean().getInputArguments()))
                .put("millrace", version());
    }

    static String processor(Path cpuinfo) {
        return line(cpuinfo, "model name")
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(model -> !model.isEmpty())
                .orElse(UNKNOWN);
    }

    /** Of one core: "L1 data 32K, L2 1024K". */
    static String caches(Path directory) {
        List<String> caches = new ArrayList<>();
        for (int i = 0; Files.isDirectory(directory.resolve("index" + i)); i++) {
            Path index = directory.resolve("index" + i);
            String level = line(index.resolve("level"), "").orElse("?");
            String type = line(index.resolve("type"), "").orElse("").toLowerCase(Locale.ROOT);
            String size = line(index.resolve("size"), "").orElse("?");
            caches.add("L" + level + (type.equals("unified") || type.isEmpty() ? "" : " " + type) + " " + size);
        }
        return caches.isEmpty() ? UNKNOWN : String.join(", ", caches);
    }

    /** What bears on speed; properties and whatever names a path stay out. */
    static String flags(List<String> arguments) {
        List<String> flags = arguments.stream()
                .filter(argument -> argument.startsWith("-X") || argument.startsWith("--"))
                .filter(argument -> !argument.contains("/") && !argument.contains("\\"))
                .distinct()
                .toList();
        return flags.isEmpty() ? "none" : String.join(" ", flags);
    }

    /** Of the version the leading numbers alone: what follows is the distributor's. */
    static String system(String version) {
        String numbers = version.replaceFirst("^(\\d+(?:\\.\\d+)*).*$", "$1");
        return String.join(" ", System.getProperty("os.name", UNKNOWN), numbers, System.getProperty("os.arch", ""));
    }

    private static String memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? String.format(Locale.ROOT, "%.1f GiB", system.getTotalMemorySize() / (double) (1L << 30))
                : UNKNOWN;
    }

    private static String version() {
        return Optional.ofNullable(Millrace.class.getPackage().getImplementationVersion())
                .orElse(UNKNOWN);
    }

    private static Optional<String> line(Path file, String start) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException e) {
            // Not Linux, or a container that does not show it.
            return Optional.empty();
        }
    }
}
