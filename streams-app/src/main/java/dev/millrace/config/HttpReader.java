package dev.millrace.config;

import dev.millrace.config.TlsConfig.ClientAuth;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code http}. */
final class HttpReader {

    /** A token of 16 random characters cannot be found by trying. */
    private static final int MIN_TOKEN = 16;

    private static final int MAX_TOKEN = 1_024;

    private static final Pattern VISIBLE = Pattern.compile("[!-~]*");

    /** Instead of a token: there is none. */
    private static final String NONE = "none";

    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:(\\d{1,5}))?");

    private static final ScalarType<String> ADVERTISED =
            new ScalarType<>("HOST or HOST:PORT, such as 10.0.0.7:8080", List.of(), HttpReader::advertised);

    private static final ScalarType<String> STORE_TYPE =
            ScalarType.choice(Map.of("PKCS12", "PKCS12", "JKS", "JKS"), List.of("PKCS12", "JKS"));

    private static final ScalarType<ClientAuth> CLIENT_AUTH = ScalarType.choice(
            Map.of("none", ClientAuth.NONE, "want", ClientAuth.WANT, "need", ClientAuth.NEED),
            List.of("none", "want", "need"));

    private HttpReader() {}

    /** With a value of no use where there was a problem. */
    static HttpConfig read(Section section) {
        String host = section.optional("host", FieldTypes.HOST, HttpConfig.DEFAULT.host());
        int port = section.optional("port", ScalarType.integer(0, HttpConfig.MAX_PORT), HttpConfig.DEFAULT.port());
        String advertised = section.optional("advertised", ADVERTISED);
        Secret token = token(section);
        ConfigNode tlsNode = section.optional("tls");
        TlsConfig tls = tlsNode == null ? null : tls(tlsNode.section());
        int maxRequests = section.optional(
                "max-requests", ScalarType.integer(1, HttpConfig.MAX_REQUESTS), HttpConfig.DEFAULT_MAX_REQUESTS);
        section.finish();
        return new HttpConfig(host, port, advertised, token, tls, maxRequests);
    }

    private static @Nullable Secret token(Section section) {
        SecretReader reader = new SecretReader(section, "token");
        Secret token = reader.optional();
        boolean isNone = token != null && section.has("token") && token.value().equals(NONE);
        if (token == null || isNone) {
            return null;
        }
        String text = token.value();
        if (text.length() < MIN_TOKEN
                || text.length() > MAX_TOKEN
                || !VISIBLE.matcher(text).matches()) {
            section.problemAt(
                    reader.givenKey(),
                    "expected " + MIN_TOKEN + " to " + MAX_TOKEN + " letters, digits and signs of ASCII without blanks,"
                            + " such as 'openssl rand -hex 32' makes; found another text, which is not shown");
            return null;
        }
        return token;
    }

    private static @Nullable TlsConfig tls(@Nullable Section section) {
        if (section == null) {
            return null;
        }
        TlsConfig.Store keys = store(section, "key-store", true);
        TlsConfig.Store trusted = store(section, "trust-store", false);
        ClientAuth clientAuth = section.optional("client-auth", CLIENT_AUTH, ClientAuth.NONE);
        section.finish();
        return keys == null ? null : new TlsConfig(keys, trusted, clientAuth);
    }

    private static TlsConfig.@Nullable Store store(Section section, String key, boolean required) {
        Path file = required ? section.required(key, FieldTypes.FILE) : section.optional(key, FieldTypes.FILE);
        SecretReader reader = new SecretReader(section, key + "-password");
        // The password of a store that is not there is an unused key, which is worth a word.
        Secret password = section.has(key) ? reader.required() : reader.optional();
        String type = section.optional(key + "-type", STORE_TYPE);
        if (!section.has(key) && !required && (password != null || type != null)) {
            section.problemAt(key, "required but missing; expected the path of the store that " + key + "-… is for");
        }
        return file == null || password == null
                ? null
                : new TlsConfig.Store(file, password, type == null ? typeOf(file) : type);
    }

    private static String typeOf(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".jks") ? "JKS" : "PKCS12";
    }

    private static @Nullable String advertised(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        String port = matcher.group(3);
        boolean fits = port == null || (Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= HttpConfig.MAX_PORT);
        return fits ? text : null;
    }
}
