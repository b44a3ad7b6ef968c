package dev.millrace.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Recorded figures: tables of words and numbers, one row a line; lines with # say where they are from. */
public final class Golden {

    private Golden() {}

    /** The rows of a file of the folder {@code golden}. */
    public static List<String[]> rows(String file) {
        try (InputStream in = Objects.requireNonNull(Golden.class.getResourceAsStream("/golden/" + file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The numbers behind the colon of {@code name:1,0.5}. */
    public static double[] parameters(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? new double[0] : numbers(text.substring(colon + 1));
    }

    public static double[] numbers(String commaSeparated) {
        return Arrays.stream(commaSeparated.split(",", -1))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }
}
