package io.onsale.deadletter.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class NobodyToReplayForException extends DomainException {
    public NobodyToReplayForException() {
        super(
                ErrorKind.CONFLICT,
                "NOBODY_TO_REPLAY_FOR",
                "No consumer has given up on this record, so that there is none to replay it for. It can be discarded.");
    }
}
