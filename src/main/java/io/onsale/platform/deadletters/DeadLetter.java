package io.onsale.platform.deadletters;

/** A dead letter: a record that a consumer has given up on. It is {@code DEAD} until an operator replays or discards it. */
public record DeadLetter(DeadLetterSummary summary, Message message) {
    public DeadLetterId id() {
        return summary.id();
    }

    public Failure failure() {
        return summary.failure();
    }

    public Origin origin() {
        return summary.origin();
    }

    public DeadLetterStatus status() {
        return summary.status();
    }
}
