package io.onsale.payment.domain;

import java.util.Objects;
import java.util.UUID;

/** The id of a payment. */
public record PaymentId(UUID value) {
    public PaymentId {
        Objects.requireNonNull(value);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
