package dev.millrace.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What one class, or a whole package, logs from INFO on until it is closed. Any thread. */
final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };

    CapturedLog(Class<?> type) {
        this(type.getName(), Level.INFO);
    }

    CapturedLog(String name, Level level) {
        logger = (Logger) LoggerFactory.getLogger(name);
        appender.start();
        logger.setLevel(level);
        logger.addAppender(appender);
    }

    /** With what was thrown, if anything was. */
    List<String> messages(Level level) {
        return events.stream()
                .filter(event -> event.getLevel() == level)
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ": " + event.getThrowableProxy().getMessage()))
                .toList();
    }

    /** All that was logged, as one text. */
    String text() {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.getFormattedMessage())
                .append(event.getThrowableProxy())
                .append('\n'));
        return text.toString();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(null);
    }
}
