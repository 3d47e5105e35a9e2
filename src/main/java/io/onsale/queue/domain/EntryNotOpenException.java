package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;
import java.time.Instant;
import java.util.Map;

public final class EntryNotOpenException extends DomainException {
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
