package dev.millrace.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import org.slf4j.LoggerFactory;

/** How much is logged; what is logged by default, and where to, stands in logback.xml. */
final class Logging {

    private Logging() {}

    /** No more warnings of one class: of what the command does on purpose. */
    static void quiet(String logger) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(logger).setLevel(Level.ERROR);
        }
    }

    /** From warnings to what is done step by step. */
    static void verbose() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            for (Logger logger : context.getLoggerList()) {
                // DEBUG is never switched on: Jetty and Kafka would log each request and record.
                logger.setLevel(logger.getName().equals(org.slf4j.Logger.ROOT_LOGGER_NAME) ? Level.INFO : null);
            }
        }
    }
}
