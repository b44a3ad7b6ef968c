package dev.millrace.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A file of the page, from the class path. Never changed. */
final class PageFile {

    private static final List<String> OWN = List.of(
            "page.css",
            "icon.svg",
            "app.js",
            "ask.js",
            "cards.js",
            "charts.js",
            "detail.js",
            "experts.js",
            "feed.js",
            "format.js",
            "history.js",
            "quarantine.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    /** Would make a browser's tools ask for a file that is not there. */
    private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^(//# sourceMappingURL=.*|/\\*# source.*\\*/)$");

    private final String type;
    private final byte[] bytes;
    private final String tag;

    private PageFile(String type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
        this.tag = tag(bytes);
    }

    /** Media type. */
    String type() {
        return type;
    }

    /** Not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Changes with the bytes; in quotes. */
    String tag() {
        return tag;
    }

    /** Those under {@code /page/}, by name. */
    static Map<String, PageFile> all() {
        Map<String, PageFile> files = new TreeMap<>();
        OWN.forEach(name -> files.put(name, own(name)));
        files.put("chart.umd.min.js", library("chart.js", "dist/chart.umd.min.js"));
        files.put("pico.min.css", library("picocss__pico", "css/pico.min.css"));
        return Collections.unmodifiableMap(files);
    }

    /** A file beside this class. */
    static PageFile own(String name) {
        return of(name, read("/dev/millrace/live/" + name));
    }

    /** A file of a WebJar, of the version that is on the class path. */
    private static PageFile library(String artifact, String path) {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/" + artifact + "/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String text =
                read("/META-INF/resources/webjars/" + artifact + "/" + properties.getProperty("version") + "/" + path);
        return of(path, SOURCE_MAP.matcher(text).replaceAll("").strip() + "\n");
    }

    private static PageFile of(String name, String text) {
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalArgumentException("expected a name that ends with " + TYPES.keySet() + ", got " + name);
        }
        return new PageFile(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(hash, 0, 8) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String read(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = PageFile.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException(
                    "expected " + name + " on the class path, found nothing: is a jar missing?");
        }
        return in;
    }
}
