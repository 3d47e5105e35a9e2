package io.onsale.queue.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertNotFoundException;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserNotFoundException;

public interface EnterQueue {
    /**
     * Lets a user in or queues them behind all others; who is in already keeps place and token.
     *
     * @throws ConcertNotFoundException if there is no such concert
     * @throws UserNotFoundException if there is no such user
     */
    QueueView enter(ConcertId concertId, UserId userId);
}
