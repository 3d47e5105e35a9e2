package io.onsale.queue.port.out;

import io.onsale.queue.domain.QueueTicket;

public interface QueueTokenIssuer {
    /** @return always the same token for the same ticket, while the signing key is the same */
    String issue(QueueTicket ticket);
}
