package dev.millrace.bench.suite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A benchmark of the suite.
 *
 * @param name its subcommand
 * @param full arguments of the run whose figures count
 * @param brief arguments of the short form, which only shows that it works: seconds, not minutes
 * @param prose Markdown: what is measured, and how
 */
public record Entry(String name, List<String> full, List<String> brief, String prose) {

    public Entry {
        full = List.copyOf(full);
        brief = List.copyOf(brief);
    }

    /** Its prose is in the resource {@code NAME.md} beside this class; arguments are separated by single spaces. */
    static Entry of(String name, String full, String brief) {
        return new Entry(name, split(full), split(brief), resource(name + ".md"));
    }

    List<String> arguments(boolean isShort) {
        return isShort ? brief : full;
    }

    /** As a person types it. */
    String command(boolean isShort) {
        List<String> words = new ArrayList<>(List.of("./millrace", "bench", name));
        words.addAll(arguments(isShort));
        return String.join(" ", words);
    }

    /** Without line ends after the last line. */
    static String resource(String file) {
        try (InputStream in = Entry.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("expected the resource " + file + " beside " + Entry.class.getName()
                        + ": each benchmark of the suite has one that says what is measured, and how");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> split(String arguments) {
        return arguments.isEmpty() ? List.of() : List.of(arguments.split(" ", -1));
    }
}
