package io.onsale;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What is logged while it is open, from {@code WARN} on. */
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

    /** @param source from which they are expected, and go nowhere else */
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
