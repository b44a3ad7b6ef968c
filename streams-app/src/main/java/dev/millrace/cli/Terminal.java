package dev.millrace.cli;

import java.io.Console;

/** Whether a person is watching. */
final class Terminal {

    private Terminal() {}

    /**
     * Whether standard error is a terminal. Java can tell only whether input and output both are; the launcher, which
     * can tell, may say so with {@code -Dmillrace.terminal=true} or {@code false}.
     */
    @SuppressWarnings("SystemConsoleNull") // Before Java 22 it is null, and later isTerminal() tells.
    static boolean isWatched() {
        String told = System.getProperty("millrace.terminal");
        if (told != null) {
            return Boolean.parseBoolean(told);
        }
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /**
     * Columns of the terminal that standard output is, as the launcher says with {@code -Dmillrace.columns}; 0 if it is
     * none, or nobody knows.
     */
    static int columns() {
        return Integer.getInteger("millrace.columns", 0);
    }

    /** Since Java 22 there is a console also without a terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
