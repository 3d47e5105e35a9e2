package io.onsale;

import io.onsale.common.adapter.in.rest.ProblemMapper;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps quiet about failures while a test provokes them. */
public final class ExpectedFailures implements AutoCloseable {
    private final Logger logger;
    private final Level level;

    public ExpectedFailures() {
        this(ProblemMapper.class);
    }

    /** @param reporter whoever would log them */
    public ExpectedFailures(Class<?> reporter) {
        logger = Logger.getLogger(reporter.getName());
        level = logger.getLevel();
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(level);
    }
}
