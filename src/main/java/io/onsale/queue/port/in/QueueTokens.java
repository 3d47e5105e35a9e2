package io.onsale.queue.port.in;

import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueTicket;

/**
 * The verification of queue tokens. The signature alone proves who holds a token: verifying works while Redis is down,
 * never blocks, and says nothing about a slot.
 */
public interface QueueTokens {
    /** @throws InvalidQueueTokenException if the token was not issued here, or was altered */
    QueueTicket verify(String token);
}
