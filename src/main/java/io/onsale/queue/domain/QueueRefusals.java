package io.onsale.queue.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import java.time.Instant;
import java.util.Map;

/** What the waiting room refuses, each rule with its code. */
public final class QueueRefusals {
    private QueueRefusals() {}

    public static final class EntryNotOpenException extends DomainException {
        private final Instant opensAt;

        public EntryNotOpenException(Instant opensAt) {
            super(ErrorKind.CONFLICT, "ENTRY_NOT_OPEN", "The waiting room of this concert is not open yet.");
            this.opensAt = opensAt;
        }

        @Override
        public Map<String, Object> members() {
            return Map.of("opensAt", opensAt);
        }
    }

    public static final class InvalidProofOfWorkException extends DomainException {
        public InvalidProofOfWorkException() {
            super(
                    ErrorKind.FORBIDDEN,
                    "PROOF_OF_WORK_INVALID",
                    "This is not the proof of a challenge for this user and concert, or the challenge has expired. "
                            + "Get another one.");
        }
    }

    public static final class InvalidQueueTokenException extends DomainException {
        public InvalidQueueTokenException() {
            super(ErrorKind.UNAUTHENTICATED, "QUEUE_TOKEN_INVALID", "This is not a queue token issued here.");
        }
    }

    public static final class ProofOfWorkRequiredException extends DomainException {
        public ProofOfWorkRequiredException() {
            super(
                    ErrorKind.PRECONDITION_REQUIRED,
                    "PROOF_OF_WORK_REQUIRED",
                    "Entering takes a proof of work. Get the challenge by a GET of this path with /challenge behind it, "
                            + "and send <challenge>:<counter> in the header Proof-Of-Work.");
        }
    }

    public static final class ProofOfWorkUsedException extends DomainException {
        public ProofOfWorkUsedException() {
            super(
                    ErrorKind.CONFLICT,
                    "PROOF_OF_WORK_USED",
                    "This proof of work has been used to enter before. Get another challenge.");
        }
    }

    public static final class QueueTokenEndedException extends DomainException {
        public QueueTokenEndedException() {
            super(
                    ErrorKind.UNAUTHENTICATED,
                    "QUEUE_TOKEN_ENDED",
                    "The turn of this queue token is over. Enter the queue again.");
        }
    }

    public static final class SaleOverException extends DomainException {
        public SaleOverException() {
            super(ErrorKind.CONFLICT, "SALE_OVER", "The last deadline for booking this concert has passed.");
        }
    }

    public static final class TokenOfAnotherConcertException extends DomainException {
        public TokenOfAnotherConcertException() {
            super(ErrorKind.FORBIDDEN, "TOKEN_OF_ANOTHER_CONCERT", "This queue token was issued for another concert.");
        }
    }
}
