package io.onsale.platform.deadletters;

/**
 * The reason for a dead letter.
 *
 * @param consumer who gave up on it, or {@link #NOBODY}
 * @param cause a stable code, in upper snake case
 * @param detail one sentence for operators
 */
public record Failure(String consumer, String cause, String detail, int attempts) {
    /** Stands for the consumer where a dead-letter topic has a record that none of ours has put there. */
    public static final String NOBODY = "nobody";
}
