package io.onsale.queue.port.out;

import io.onsale.queue.domain.QueueTicket;

/** The signer of queue tokens. */
public interface QueueTokenIssuer {
    /** @return the same token for the same ticket as long as the signing key is the same */
    String issue(QueueTicket ticket);
}
