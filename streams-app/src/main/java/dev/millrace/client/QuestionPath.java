package dev.millrace.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Path and query parameters of a question. Never changed. */
public final class QuestionPath {

    private final String path;
    private final List<String> parameters;

    private QuestionPath(String path, List<String> parameters) {
        this.path = path;
        this.parameters = parameters;
    }

    /** @param segments of the path, as they are: what a URL cannot hold is encoded here */
    public static QuestionPath of(String... segments) {
        return new QuestionPath(
                Stream.of(segments).map(segment -> "/" + encode(segment)).collect(Collectors.joining()), List.of());
    }

    /** The same with one more parameter, unless the value is null. */
    public QuestionPath with(String name, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        List<String> more = new ArrayList<>(parameters);
        more.add(name + "=" + encode(value.toString()));
        return new QuestionPath(path, more);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /** As it stands in a request. */
    @Override
    public String toString() {
        return parameters.isEmpty() ? path : path + "?" + String.join("&", parameters);
    }
}
