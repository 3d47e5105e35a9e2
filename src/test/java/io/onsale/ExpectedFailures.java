package io.onsale;

import io.onsale.platform.web.ProblemMapper;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A filter that keeps failures out of the log while a test provokes them. */
public final class ExpectedFailures implements AutoCloseable {
    private final Logger logger;
    private final Level level;

    /** Keeps failures of requests out of the log. */
    public ExpectedFailures() {
        this(ProblemMapper.class);
    }

    /** @param source the class whose log is kept quiet */
    public ExpectedFailures(Class<?> source) {
        logger = Logger.getLogger(source.getName());
        level = logger.getLevel();
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(level);
    }
}
