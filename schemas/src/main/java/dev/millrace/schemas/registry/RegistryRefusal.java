package dev.millrace.schemas.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Turns an answer that is no success into an exception that says what to do. */
final class RegistryRefusal {
    private static final int SHOWN_CHARACTERS = 300;

    private RegistryRefusal() {}

    /**
     * @param request method and URL, without credentials
     * @param json the answer's body if it is a JSON object
     */
    static SchemaRegistryException of(String request, HttpResponse<String> response, @Nullable JsonNode json) {
        int status = response.statusCode();
        int code = json == null ? 0 : json.path("error_code").asInt(0);
        String said =
                json != null && json.hasNonNull("message") ? json.get("message").asText() : shorten(response.body());
        String message = "Schema registry answered " + request + " with HTTP " + status
                + (code == 0 || code == status ? "" : " (error " + code + ")") + ": " + said.replaceFirst("\\.$", "")
                + ". "
                + advice(response, code);
        return status == 429 || status == 408
                ? new RegistryUnavailableException(message, status, code, null)
                : new SchemaRegistryException(message, status, code, null);
    }

    private static String advice(HttpResponse<String> response, int code) {
        switch (code) {
            case SchemaRegistryException.SUBJECT_NOT_FOUND:
            case SchemaRegistryException.VERSION_NOT_FOUND:
                return "Register the schema under this subject first, or check the subject name strategy.";
            case SchemaRegistryException.SCHEMA_NOT_FOUND:
                return "Register the schema first, or check that " + RegistryConfig.URL
                        + " names the registry the writer used.";
            default:
                return adviceFor(response);
        }
    }

    private static String adviceFor(HttpResponse<String> response) {
        int status = response.statusCode();
        switch (status) {
            case 401:
            case 403:
                return "Check " + RegistryConfig.CREDENTIALS_SOURCE + " and " + RegistryConfig.USER_INFO + ".";
            case 404:
                return "There is no such path: check the path prefix in " + RegistryConfig.URL + ".";
            case 408:
            case 429:
                return "The data is not at fault, try again later.";
            case 409:
                return "The schema is incompatible with an earlier version of the subject: change the schema compatibly,"
                        + " use another subject, or relax the subject's compatibility level.";
            case 422:
                return "The registry takes the schema for invalid: correct it.";
            default:
                break;
        }
        String location = response.headers().firstValue("Location").orElse("");
        return status / 100 == 3
                ? "Redirects are not followed: name the registry itself in " + RegistryConfig.URL
                        + (location.isEmpty() ? "." : ", the answer points to " + withoutUserInfo(location) + ".")
                : "Expected a JSON object: check that " + RegistryConfig.URL + " names a schema registry.";
    }

    private static String withoutUserInfo(String location) {
        return location.replaceFirst("//[^/]*@", "//");
    }

    private static String shorten(String body) {
        if (body.isBlank()) {
            return "no explanation";
        }
        return body.length() <= SHOWN_CHARACTERS ? body.strip() : body.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
