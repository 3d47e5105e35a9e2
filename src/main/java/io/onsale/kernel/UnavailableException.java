package io.onsale.kernel;

import java.time.Duration;

/** Something Onsale depends on does not answer, or is too busy: asking again shortly is right. */
@Refusal(kind = ErrorKind.UNAVAILABLE, code = "UNAVAILABLE", hint = Refusal.ASK_AGAIN)
public final class UnavailableException extends DomainException {
    public UnavailableException(String detail) {
        super(detail, Duration.ofSeconds(1));
    }
}
