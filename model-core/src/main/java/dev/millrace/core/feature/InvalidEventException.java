package dev.millrace.core.feature;

/** An event that cannot be used: what was expected and what came. Has no stack trace, because it is data, not a bug. */
public final class InvalidEventException extends Exception {

    /** Which part of the event is wrong. */
    public enum Part {
        FEATURES,
        /** The label, or the weight that belongs to it. */
        LABEL
    }

    private final Part part;

    public InvalidEventException(Part part, String reason) {
        super(reason, null, false, false);
        this.part = part;
    }

    public Part part() {
        return part;
    }

    /** The message, which is never null. */
    public String reason() {
        return String.valueOf(getMessage());
    }

    static InvalidEventException feature(String name, String problem) {
        return new InvalidEventException(Part.FEATURES, "feature '" + name + "': " + problem);
    }

    static InvalidEventException weight(String field, String problem) {
        return new InvalidEventException(Part.LABEL, "weight field '" + field + "': " + problem);
    }

    static InvalidEventException label(String field, String problem) {
        return new InvalidEventException(Part.LABEL, "label field '" + field + "': " + problem);
    }
}
