package io.onsale.kernel;

import java.time.Duration;

/**
 * The refusal of a request because something that Onsale depends on does not answer or is too busy. Asking again after a second is right.
 */
public final class UnavailableException extends DomainException {
    public UnavailableException(String detail) {
        super(ErrorKind.UNAVAILABLE, "UNAVAILABLE", detail, Duration.ofSeconds(1));
    }
}
