package io.onsale.deadletter.domain;

public enum DeadLetterStatus {
    DEAD,
    REPLAYED,
    DISCARDED
}
