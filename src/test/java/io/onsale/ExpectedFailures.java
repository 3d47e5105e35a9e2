package io.onsale;

import io.onsale.platform.web.ProblemMapper;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps quiet about failures while a test provokes them. */
public final class ExpectedFailures implements AutoCloseable {
    private final Logger logger;
    private final Level level;

    /** Of requests. */
    public ExpectedFailures() {
        this(ProblemMapper.class);
    }

    /** @param source whose log is kept quiet */
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
