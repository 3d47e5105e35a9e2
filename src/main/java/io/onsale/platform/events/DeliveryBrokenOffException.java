package io.onsale.platform.events;

/** The end of a delivery because this instance stops: the record has not been processed, and another instance takes it up. */
public final class DeliveryBrokenOffException extends RuntimeException {
    public DeliveryBrokenOffException() {
        super("broken off, because this instance stops", null, false, false);
    }
}
