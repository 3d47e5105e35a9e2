package io.onsale.queue.adapter.out.signing;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.adapter.out.signing.SigningKeys.Purpose;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * Queue tokens signed by {@link SigningKeys}. The payload is user (16 bytes), concert (16), sequence number (8), time
 * of issue in ms (8).
 */
@ApplicationScoped
public class HmacQueueTokens implements QueueTokens, QueueTokenIssuer {
    private final SigningKeys keys;

    public HmacQueueTokens(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public String issue(QueueTicket ticket) {
        byte[] payload = Purpose.QUEUE_TOKEN
                .payload()
                .putLong(ticket.user().value().getMostSignificantBits())
                .putLong(ticket.user().value().getLeastSignificantBits())
                .putLong(ticket.concert().value().getMostSignificantBits())
                .putLong(ticket.concert().value().getLeastSignificantBits())
                .putLong(ticket.sequence())
                .putLong(ticket.issuedAt().toEpochMilli())
                .array();
        return keys.sign(Purpose.QUEUE_TOKEN, payload);
    }

    @Override
    public QueueTicket verify(String token) {
        ByteBuffer payload = keys.verify(Purpose.QUEUE_TOKEN, token).orElseThrow(InvalidQueueTokenException::new);
        return new QueueTicket(
                new UserId(new UUID(payload.getLong(), payload.getLong())),
                new ConcertId(new UUID(payload.getLong(), payload.getLong())),
                payload.getLong(),
                Instant.ofEpochMilli(payload.getLong()));
    }
}
