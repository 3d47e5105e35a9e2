package io.onsale.platform.deadletters;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import java.util.List;

/** What cannot be done with a dead letter, each rule with its code. */
public final class DeadLetterRefusals {
    private DeadLetterRefusals() {}

    public static final class DeadLetterFinalException extends DomainException {
        public DeadLetterFinalException(DeadLetterStatus status) {
            super(ErrorKind.CONFLICT, "DEAD_LETTER_FINAL", "This dead letter is " + status + " already.");
        }
    }

    public static final class DeadLetterNotFoundException extends DomainException {
        public DeadLetterNotFoundException(DeadLetterId id) {
            super(ErrorKind.NOT_FOUND, "DEAD_LETTER_NOT_FOUND", "There is no dead letter " + id + ".");
        }
    }

    public static final class NobodyToReplayForException extends DomainException {
        public NobodyToReplayForException() {
            super(
                    ErrorKind.CONFLICT,
                    "NOBODY_TO_REPLAY_FOR",
                    "No consumer has given up on this record, so that there is none to replay it for. It can be discarded.");
        }
    }

    public static final class UnknownTopicException extends DomainException {
        public UnknownTopicException(List<String> topics) {
            super(ErrorKind.INVALID, "UNKNOWN_TOPIC", "The topics are " + String.join(", ", topics) + ".");
        }
    }
}
