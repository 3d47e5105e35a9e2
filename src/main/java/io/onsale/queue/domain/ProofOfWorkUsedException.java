package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ProofOfWorkUsedException extends DomainException {
    public ProofOfWorkUsedException() {
        super(
                ErrorKind.CONFLICT,
                "PROOF_OF_WORK_USED",
                "This proof of work has been used to enter before. Get another challenge.");
    }
}
