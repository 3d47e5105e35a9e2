package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class TokenOfAnotherConcertException extends DomainException {
    public TokenOfAnotherConcertException() {
        super(ErrorKind.FORBIDDEN, "TOKEN_OF_ANOTHER_CONCERT", "This queue token was issued for another concert.");
    }
}
