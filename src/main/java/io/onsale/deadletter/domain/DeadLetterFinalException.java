package io.onsale.deadletter.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DeadLetterFinalException extends DomainException {
    public DeadLetterFinalException(DeadLetterStatus status) {
        super(ErrorKind.CONFLICT, "DEAD_LETTER_FINAL", "This dead letter is " + status + " already.");
    }
}
