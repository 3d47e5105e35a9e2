package io.onsale.queue.domain;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.time.Instant;
import java.util.Map;

/** What the waiting room refuses, each rule with its code. */
public final class QueueRefusals {
    private QueueRefusals() {}

    @Refusal(kind = ErrorKind.CONFLICT, code = "ENTRY_NOT_OPEN", hint = "opensAt says when")
    public static final class EntryNotOpenException extends DomainException {
        private final Instant opensAt;

        public EntryNotOpenException(Instant opensAt) {
            super("The waiting room of this concert is not open yet.");
            this.opensAt = opensAt;
        }

        @Override
        public Map<String, Object> members() {
            return Map.of("opensAt", opensAt);
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "PROOF_OF_WORK_INVALID")
    public static final class InvalidProofOfWorkException extends DomainException {
        public InvalidProofOfWorkException() {
            super("This is not the proof of a challenge for this user and concert, or the challenge has expired. "
                    + "Get another one.");
        }
    }

    @Refusal(kind = ErrorKind.UNAUTHENTICATED, code = "QUEUE_TOKEN_INVALID")
    public static final class InvalidQueueTokenException extends DomainException {
        public InvalidQueueTokenException() {
            super("This is not a queue token issued here.");
        }
    }

    @Refusal(kind = ErrorKind.PRECONDITION_REQUIRED, code = "PROOF_OF_WORK_REQUIRED")
    public static final class ProofOfWorkRequiredException extends DomainException {
        public ProofOfWorkRequiredException() {
            super("Entering takes a proof of work. Get the challenge by a GET of this path with /challenge behind it, "
                    + "and send <challenge>:<counter> in the header Proof-Of-Work.");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "PROOF_OF_WORK_USED")
    public static final class ProofOfWorkUsedException extends DomainException {
        public ProofOfWorkUsedException() {
            super("This proof of work has been used to enter before. Get another challenge.");
        }
    }

    @Refusal(
            kind = ErrorKind.UNAUTHENTICATED,
            code = "QUEUE_TOKEN_ENDED",
            hint = "the turn is over, unless an outage lost it, which asking for the turn once more mends")
    public static final class QueueTokenEndedException extends DomainException {
        public QueueTokenEndedException() {
            super("The turn of this queue token is over. Enter the queue again.");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "SALE_OVER")
    public static final class SaleOverException extends DomainException {
        public SaleOverException() {
            super("The last deadline for booking this concert has passed.");
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "TOKEN_OF_ANOTHER_CONCERT")
    public static final class TokenOfAnotherConcertException extends DomainException {
        public TokenOfAnotherConcertException() {
            super("This queue token was issued for another concert.");
        }
    }
}
