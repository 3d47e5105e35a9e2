package io.onsale;

import io.onsale.common.adapter.in.rest.ProblemMapper;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps quiet about failures while a test provokes them. */
public final class ExpectedFailures implements AutoCloseable {
    private final Logger logger = Logger.getLogger(ProblemMapper.class.getName());
    private final Level level = logger.getLevel();

    public ExpectedFailures() {
        logger.setLevel(Level.OFF);
    }

    @Override
    public void close() {
        logger.setLevel(level);
    }
}
