package io.onsale.platform.database;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.onsale.kernel.IdGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/** A generator of UUIDs of version 7 (RFC 9562): inserts land at the end of an InnoDB index instead of all over it. */
@ApplicationScoped
public class TimeOrderedIdGenerator implements IdGenerator {
    private final TimeBasedEpochRandomGenerator generator = Generators.timeBasedEpochRandomGenerator();

    @Override
    public UUID next() {
        return generator.generate();
    }
}
