package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;

public interface LeaveQueue {
    /** Gives up place or slot, which is free at once. Fails as {@link QueueTokens#verify} and {@link CheckTurn#check}. */
    void leave(ConcertId concertId, String token);
}
