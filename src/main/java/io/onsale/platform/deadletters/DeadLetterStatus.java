package io.onsale.platform.deadletters;

public enum DeadLetterStatus {
    DEAD,
    REPLAYED,
    DISCARDED
}
