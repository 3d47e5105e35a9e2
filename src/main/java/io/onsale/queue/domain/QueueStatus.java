package io.onsale.queue.domain;

public enum QueueStatus {
    WAITING,
    ACTIVE
}
