package dev.millrace.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** What the client of a registry needs to know, read from Confluent's configuration keys. Immutable; prints no credentials. */
public final class RegistryConfig {
    /** {@code mock://scope}, or http(s) URLs separated by commas, with or without a path prefix. Required. */
    public static final String URL = "schema.registry.url";
    /** Where basic credentials are found: {@code URL} (the default: {@code http://user:password@host}) or {@code USER_INFO}. */
    public static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    /** {@code user:password}, for {@code USER_INFO}. */
    public static final String USER_INFO = "basic.auth.user.info";
    /** The older name of {@link #USER_INFO}. */
    public static final String USER_INFO_ALIAS = "schema.registry.basic.auth.user.info";
    /** Milliseconds that one request to one URL may take, connecting and reading included. Default 10,000. */
    public static final String REQUEST_TIMEOUT_MS = "schema.registry.request.timeout.ms";
    /** Further rounds over all URLs after the first one failed. Default 3. */
    public static final String MAX_RETRIES = "max.retries";
    /** Milliseconds before the second round; doubles with each round. Default 1,000. */
    public static final String RETRIES_WAIT_MS = "retries.wait.ms";
    /** Milliseconds that the wait grows to at most. Default 20,000. */
    public static final String RETRIES_MAX_WAIT_MS = "retries.max.wait.ms";

    private static final String MOCK = "mock://";

    private final @Nullable String mockScope;
    private final List<URI> urls;
    private final List<@Nullable String> authorizations;
    private final Duration requestTimeout;
    private final int maxRetries;
    private final long retriesWaitMs;
    private final long retriesMaxWaitMs;

    private RegistryConfig(Map<String, ?> configs) {
        List<String> places = places(configs);
        mockScope = mockScope(places);
        String source = text(configs, CREDENTIALS_SOURCE, "URL").toUpperCase(Locale.ROOT);
        String userInfo = userInfo(configs, source);
        urls = new ArrayList<>();
        authorizations = new ArrayList<>();
        if (mockScope == null) {
            for (String place : places) {
                URI given = parse(place);
                urls.add(withoutUserInfo(given));
                authorizations.add(basic(source.equals("USER_INFO") ? userInfo : given.getUserInfo()));
            }
        }
        requestTimeout = Duration.ofMillis(number(configs, REQUEST_TIMEOUT_MS, 10_000, 1));
        maxRetries = number(configs, MAX_RETRIES, 3, 0);
        retriesWaitMs = number(configs, RETRIES_WAIT_MS, 1_000, 0);
        retriesMaxWaitMs = number(configs, RETRIES_MAX_WAIT_MS, 20_000, 0);
    }

    /** Reads the keys above and ignores all others; {@link ConfigException} names the key that is wrong. */
    public static RegistryConfig of(Map<String, ?> configs) {
        return new RegistryConfig(configs);
    }

    @Nullable
    String mockScope() {
        return mockScope;
    }

    /** Base URLs in the order of preference: no credentials, no slash at the end. Empty for a mock. */
    List<URI> urls() {
        return List.copyOf(urls);
    }

    /** Value of the Authorization header for {@code urls().get(index)}. */
    @Nullable
    String authorization(int index) {
        return authorizations.get(index);
    }

    Duration requestTimeout() {
        return requestTimeout;
    }

    int maxRetries() {
        return maxRetries;
    }

    /** Milliseconds to wait after round number {@code round}, which counts from 0. */
    long waitMsAfter(int round) {
        return Math.min(retriesMaxWaitMs, retriesWaitMs << Math.min(round, 30));
    }

    private static List<String> places(Map<String, ?> configs) {
        List<String> places = new ArrayList<>();
        if (ConfigDef.parseType(URL, configs.get(URL), ConfigDef.Type.LIST) instanceof List<?> list) {
            list.forEach(place -> places.add(place.toString().trim()));
        }
        places.removeIf(String::isEmpty);
        if (places.isEmpty()) {
            throw new ConfigException(URL + " is not set; expected mock://scope or http(s) URLs separated by commas.");
        }
        return places;
    }

    private static @Nullable String mockScope(List<String> places) {
        if (places.stream().noneMatch(place -> place.startsWith(MOCK))) {
            return null;
        }
        if (places.size() > 1) {
            throw new ConfigException(URL + ": a mock:// URL stands alone, found " + places.size() + " URLs.");
        }
        return places.get(0).substring(MOCK.length());
    }

    private static URI parse(String place) {
        try {
            URI uri = new URI(place);
            boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            // Falls through: the exception's message would repeat credentials that may stand in the URL.
        }
        throw new ConfigException(URL + ": expected http(s)://host:port/path or mock://scope, found "
                + place.replaceFirst("//[^/]*@", "//"));
    }

    private static URI withoutUserInfo(URI uri) {
        String path = uri.getRawPath().replaceFirst("/+$", "");
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return URI.create(uri.getScheme() + "://" + uri.getHost() + port + path);
    }

    private static @Nullable String userInfo(Map<String, ?> configs, String source) {
        switch (source) {
            case "URL":
                return null;
            case "USER_INFO":
                break;
            case "SASL_INHERIT":
                throw new ConfigException(CREDENTIALS_SOURCE + ": SASL_INHERIT is not supported; set USER_INFO and "
                        + USER_INFO + "=user:password.");
            default:
                throw new ConfigException(CREDENTIALS_SOURCE + ": expected URL or USER_INFO, found " + source + ".");
        }
        Object given = configs.get(USER_INFO) != null ? configs.get(USER_INFO) : configs.get(USER_INFO_ALIAS);
        String userInfo = given instanceof Password password ? password.value() : Objects.toString(given, "");
        if (!userInfo.contains(":")) {
            throw new ConfigException(USER_INFO + ": expected user:password, because " + CREDENTIALS_SOURCE
                    + " is USER_INFO; found " + (userInfo.isEmpty() ? "nothing." : "a value without a colon."));
        }
        return userInfo;
    }

    private static @Nullable String basic(@Nullable String userInfo) {
        return userInfo == null
                ? null
                : "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Map<String, ?> configs, String key, String otherwise) {
        return Objects.toString(configs.get(key), otherwise).trim();
    }

    private static int number(Map<String, ?> configs, String key, int otherwise, int least) {
        Object given = ConfigDef.parseType(key, configs.get(key), ConfigDef.Type.INT);
        int number = given == null ? otherwise : (Integer) given;
        if (number < least) {
            throw new ConfigException(key, number, "expected " + least + " or greater.");
        }
        return number;
    }

    @Override
    public String toString() {
        return "RegistryConfig[" + (mockScope != null ? MOCK + mockScope : urls) + "]";
    }
}
