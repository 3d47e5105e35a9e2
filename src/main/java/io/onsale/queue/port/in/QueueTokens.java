package io.onsale.queue.port.in;

import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueTicket;

/** Tells who holds a queue token, by its signature alone: works while Redis is down, never blocks, says nothing about a slot. */
public interface QueueTokens {
    /** @throws InvalidQueueTokenException if the token was not issued here, or was altered */
    QueueTicket verify(String token);
}
