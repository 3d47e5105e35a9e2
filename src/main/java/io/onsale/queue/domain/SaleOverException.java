package io.onsale.queue.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class SaleOverException extends DomainException {
    public SaleOverException() {
        super(ErrorKind.CONFLICT, "SALE_OVER", "The last deadline for booking this concert has passed.");
    }
}
