package io.onsale.kernel;

import java.time.Duration;

/** Something Onsale depends on does not answer, or is too busy: asking again shortly is right. */
public final class UnavailableException extends DomainException {
    public UnavailableException(String detail) {
        super(ErrorKind.UNAVAILABLE, "UNAVAILABLE", detail, Duration.ofSeconds(1));
    }
}
