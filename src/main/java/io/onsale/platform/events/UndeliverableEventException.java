package io.onsale.platform.events;

/**
 * A consumer gives up on a record, which goes to the dead letters.
 *
 * @see #code() what sort of failure it is: stable, in upper snake case
 */
public final class UndeliverableEventException extends RuntimeException {
    private final String code;
    private final int attempts;

    /** @param detail one sentence for operators */
    public UndeliverableEventException(String code, String detail, int attempts) {
        super(detail, null, false, false);
        this.code = code;
        this.attempts = attempts;
    }

    public String code() {
        return code;
    }

    /** How often it was tried. */
    public int attempts() {
        return attempts;
    }
}
