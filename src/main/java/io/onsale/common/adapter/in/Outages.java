package io.onsale.common.adapter.in;

import io.onsale.common.domain.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Tells what is nobody's fault here: another try may succeed. */
public final class Outages {
    private Outages() {}

    /** No connection to be had, or a lock not got in time. A failed commit hides its cause among the suppressed. */
    public static boolean isOutage(Throwable e) {
        return e instanceof UnavailableException
                || e instanceof SQLTransientException
                || e instanceof SQLRecoverableException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof TimeoutException
                || isPoolExhausted(e)
                || Stream.concat(Stream.ofNullable(e.getCause()), Stream.of(e.getSuppressed()))
                        .anyMatch(Outages::isOutage);
    }

    /** The pool has neither a type nor a state for it. */
    private static boolean isPoolExhausted(Throwable e) {
        return e instanceof SQLException && String.valueOf(e.getMessage()).contains("acquisition timeout");
    }
}
