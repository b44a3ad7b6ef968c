package dev.millrace.config;

/**
 * A token or a password. It shows itself to nobody who merely prints it, or a record that it is part of.
 *
 * @param value the secret itself; not to be logged, nor put into messages
 */
public record Secret(String value) {

    @Override
    public String toString() {
        return Secrets.MASK;
    }
}
