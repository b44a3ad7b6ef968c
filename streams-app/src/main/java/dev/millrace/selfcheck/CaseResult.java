package dev.millrace.selfcheck;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How one case of a file came out.
 *
 * @param kind optimizer, schedule or loss
 * @param name as it stands in the file
 * @param error largest error relative to the recorded figure; null if the case could not be computed
 * @param bound the error that is allowed
 * @param errorToDouble the same for figures of double precision, which are recorded but not a bound; null if there are none
 * @param problem why it could not be computed; null if it was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CaseResult(
        String kind,
        String name,
        @Nullable Double error,
        double bound,
        @Nullable Double errorToDouble,
        @Nullable String problem) {

    static CaseResult of(
            String kind, String name, RelativeError error, double bound, @Nullable RelativeError errorToDouble) {
        if (error.isEmpty()) {
            return impossible(kind, name, bound, "expected figures to compare with, found none that are finite");
        }
        Double toDouble = errorToDouble == null || errorToDouble.isEmpty() ? null : (Double) errorToDouble.largest();
        return new CaseResult(kind, name, error.largest(), bound, toDouble, null);
    }

    static CaseResult impossible(String kind, String name, double bound, String problem) {
        return new CaseResult(kind, name, null, bound, null, problem);
    }

    @JsonProperty
    public boolean passed() {
        return error != null && error <= bound;
    }
}
