package dev.millrace.broker;

import dev.millrace.broker.SubjectStore.Version;
import java.util.List;
import java.util.Optional;

/**
 * How a request names a version.
 *
 * @param number from 1, or {@link #LATEST}
 */
record VersionName(int number) {

    /** Clients also write it as -1. */
    private static final int LATEST = -1;

    /** @throws RegistryException 422 if it is neither a number nor "latest" */
    static VersionName of(String text) {
        if (text.equals("latest")) {
            return new VersionName(LATEST);
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 || number == LATEST) {
                return new VersionName(number);
            }
        } catch (NumberFormatException e) {
            // Told below, with the text.
        }
        throw new RegistryException(
                422, 42202, "The specified version '" + text + "' is not a valid version id: 1 and up, or \"latest\"");
    }

    boolean isLatest() {
        return number == LATEST;
    }

    Optional<Version> in(List<Version> versions) {
        if (isLatest()) {
            return versions.stream().reduce((earlier, later) -> later);
        }
        return versions.stream().filter(each -> each.version() == number).findFirst();
    }

    @Override
    public String toString() {
        return isLatest() ? "latest" : String.valueOf(number);
    }
}
