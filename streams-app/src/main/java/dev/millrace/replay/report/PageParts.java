package dev.millrace.replay.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Pattern;

/** What pages are made of, from the class path. */
final class PageParts {

    /** Would make a browser's tools ask for a file that is not there. */
    private static final Pattern SOURCE_MAP = Pattern.compile("(?m)^//# sourceMappingURL=.*$");

    private PageParts() {}

    /** A file beside this class. */
    static String own(String name) {
        return read("/dev/millrace/replay/report/" + name);
    }

    /** A script of a WebJar, of the version that is on the class path. */
    static String library(String artifact, String path) {
        Properties properties = new Properties();
        try (InputStream in = open("/META-INF/maven/org.webjars.npm/" + artifact + "/pom.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String version = properties.getProperty("version");
        String script = read("/META-INF/resources/webjars/" + artifact + "/" + version + "/" + path);
        return SOURCE_MAP.matcher(script).replaceAll("").strip();
    }

    private static String read(String name) {
        try (InputStream in = open(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = PageParts.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException(
                    "expected " + name + " on the class path, found nothing: is a jar missing?");
        }
        return in;
    }
}
