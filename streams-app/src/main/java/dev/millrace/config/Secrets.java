package dev.millrace.config;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Keeps secrets among passed-through settings out of logs and answers. */
public final class Secrets {

    static final String MASK = "****";

    /** Parts of the keys of Kafka's clients, Kafka Streams and registry clients whose values are secret. */
    private static final List<String> SECRET = List.of(
            "password",
            "passphrase",
            "secret",
            "user.info",
            "jaas",
            "token",
            "basic.auth",
            "keystore.key",
            "private.key",
            "api.key");

    /** The user and password that a URL may carry. */
    private static final Pattern USER_INFO = Pattern.compile("//[^/\\s]*@");

    private Secrets() {}

    /** A copy, sorted by key, that is fit to be shown: secret values, and users in URLs, are masked. */
    public static SortedMap<String, String> mask(Map<String, String> settings) {
        SortedMap<String, String> masked = new TreeMap<>();
        settings.forEach((key, value) -> masked.put(key, isSecret(key) ? MASK : withoutUsers(value)));
        return Collections.unmodifiableSortedMap(masked);
    }

    static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return SECRET.stream().anyMatch(lower::contains);
    }

    private static String withoutUsers(String value) {
        return USER_INFO.matcher(value).replaceAll("//" + MASK + "@");
    }
}
