package io.onsale.concert.port.in;

/** Finds the concerts that have sold their last seat. Done apart from payment, so that no buyer waits for it. */
public interface RecordSoldOut {
    /** Writes down the instant of the last payment for every concert whose seats have all been paid. Repeating it changes nothing. */
    void recordSoldOut();
}
