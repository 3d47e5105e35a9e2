package io.onsale.deadletter.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class DeadLetterNotFoundException extends DomainException {
    public DeadLetterNotFoundException(DeadLetterId id) {
        super(ErrorKind.NOT_FOUND, "DEAD_LETTER_NOT_FOUND", "There is no dead letter " + id + ".");
    }
}
