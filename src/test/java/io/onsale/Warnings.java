package io.onsale;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log lines from {@code WARN} on that are written while this is open. */
public final class Warnings implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= Level.WARNING.intValue()) {
                String message = record instanceof org.jboss.logmanager.ExtLogRecord formatted
                        ? formatted.getFormattedMessage()
                        : record.getMessage();
                lines.add(record.getLoggerName() + ": " + message);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private final Logger logger;

    public Warnings() {
        this(Logger.getLogger(""));
    }

    /** @param source the class from which warnings are expected; they go nowhere else */
    public Warnings(Class<?> source) {
        this(Logger.getLogger(source.getName()));
        logger.setUseParentHandlers(false);
    }

    private Warnings(Logger logger) {
        this.logger = logger;
        logger.addHandler(listening);
    }

    public List<String> lines() {
        return lines;
    }

    @Override
    public void close() {
        logger.removeHandler(listening);
        logger.setUseParentHandlers(true);
    }
}
