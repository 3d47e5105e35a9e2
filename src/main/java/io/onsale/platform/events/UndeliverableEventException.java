package io.onsale.platform.events;

/**
 * The end of a consumer's tries with a record, which becomes a dead letter.
 *
 * @see #code() the kind of failure: stable, in upper snake case
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

    /** The number of tries. */
    public int attempts() {
        return attempts;
    }
}
