package io.onsale.queue.domain;

/** The status of a place in the queue. A user who was admitted and has not come yet is WAITING to clients. */
public enum QueueStatus {
    WAITING,
    ACTIVE
}
