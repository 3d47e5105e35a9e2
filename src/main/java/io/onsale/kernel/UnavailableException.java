package io.onsale.kernel;

import java.time.Duration;

/**
 * The refusal of a request because something that Onsale depends on does not answer or is too busy. Asking again after a second is right.
 */
@Refusal(kind = ErrorKind.UNAVAILABLE, code = "UNAVAILABLE", hint = Refusal.ASK_AGAIN)
public final class UnavailableException extends DomainException {
    public UnavailableException(String detail) {
        super(detail, Duration.ofSeconds(1));
    }
}
