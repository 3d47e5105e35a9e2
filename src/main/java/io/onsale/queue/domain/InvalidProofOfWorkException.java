package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class InvalidProofOfWorkException extends DomainException {
    public InvalidProofOfWorkException() {
        super(
                ErrorKind.FORBIDDEN,
                "PROOF_OF_WORK_INVALID",
                "This is not the proof of a challenge for this user and concert, or the challenge has expired. "
                        + "Get another one.");
    }
}
