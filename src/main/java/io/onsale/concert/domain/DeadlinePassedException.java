package io.onsale.concert.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.time.Instant;

public final class DeadlinePassedException extends DomainException {
    public DeadlinePassedException(Instant deadline) {
        super(ErrorKind.INVALID, "DEADLINE_PASSED", "Booking closed at " + deadline + ".");
    }
}
