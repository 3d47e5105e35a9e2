package io.onsale.platform.database;

import io.onsale.kernel.UnavailableException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The distinction between an outage, after which another try may succeed, and a defect of the service. */
public final class Outages {
    private Outages() {}

    public static boolean isOutage(Throwable e) {
        return sentence(e).isPresent();
    }

    /**
     * The outage as a sentence for the log; empty if {@code e} is no outage. A failed commit hides its cause among the suppressed
     * exceptions.
     */
    public static Optional<String> sentence(Throwable e) {
        if (e instanceof UnavailableException || e instanceof TimeoutException) {
            return Optional.of("something does not answer in time");
        }
        return DatabaseOutage.of(e).map(DatabaseOutage::sentence).or(() -> Stream.concat(
                        Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                .map(Outages::sentence)
                .flatMap(Optional::stream)
                .findFirst());
    }
}
