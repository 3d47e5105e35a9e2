package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class ProofOfWorkRequiredException extends DomainException {
    public ProofOfWorkRequiredException() {
        super(
                ErrorKind.PRECONDITION_REQUIRED,
                "PROOF_OF_WORK_REQUIRED",
                "Entering takes a proof of work. Get the challenge by a GET of this path with /challenge behind it, "
                        + "and send <challenge>:<counter> in the header Proof-Of-Work.");
    }
}
