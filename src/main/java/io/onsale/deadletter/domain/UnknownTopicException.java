package io.onsale.deadletter.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.util.List;

public final class UnknownTopicException extends DomainException {
    public UnknownTopicException(List<String> topics) {
        super(ErrorKind.INVALID, "UNKNOWN_TOPIC", "The topics are " + String.join(", ", topics) + ".");
    }
}
