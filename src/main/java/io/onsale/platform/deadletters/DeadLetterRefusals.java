package io.onsale.platform.deadletters;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.util.List;

/** What cannot be done with a dead letter, each rule with its code. */
public final class DeadLetterRefusals {
    private DeadLetterRefusals() {}

    @Refusal(
            kind = ErrorKind.CONFLICT,
            code = "DEAD_LETTER_FINAL",
            hint = "it was discarded, or it was replayed and cannot be discarded")
    public static final class DeadLetterFinalException extends DomainException {
        public DeadLetterFinalException(DeadLetterStatus status) {
            super("This dead letter is " + status + " already.");
        }
    }

    @Refusal(kind = ErrorKind.NOT_FOUND, code = "DEAD_LETTER_NOT_FOUND")
    public static final class DeadLetterNotFoundException extends DomainException {
        public DeadLetterNotFoundException(DeadLetterId id) {
            super("There is no dead letter " + id + ".");
        }
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "NOBODY_TO_REPLAY_FOR")
    public static final class NobodyToReplayForException extends DomainException {
        public NobodyToReplayForException() {
            super(
                    "No consumer has given up on this record, so that there is none to replay it for. It can be discarded.");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "UNKNOWN_TOPIC")
    public static final class UnknownTopicException extends DomainException {
        public UnknownTopicException(List<String> topics) {
            super("The topics are " + String.join(", ", topics) + ".");
        }
    }
}
