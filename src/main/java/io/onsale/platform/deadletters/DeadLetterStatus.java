package io.onsale.platform.deadletters;

/** The status of a dead letter: undecided, or one of an operator's two final decisions. */
public enum DeadLetterStatus {
    DEAD,
    REPLAYED,
    DISCARDED
}
