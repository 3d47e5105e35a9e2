package io.onsale.queue.adapter.out.signing;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.adapter.out.signing.SigningKeys.Purpose;
import io.onsale.queue.domain.Challenge;
import io.onsale.queue.port.out.Challenges;
import io.onsale.user.domain.UserId;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Challenges signed by {@link SigningKeys}. The payload is user (16 bytes), concert (16), bits (1), time of expiry in
 * ms (8), nonce (16).
 */
@ApplicationScoped
public class HmacChallenges implements Challenges {
    private final SigningKeys keys;

    public HmacChallenges(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public String issue(Challenge challenge) {
        byte[] payload = Purpose.CHALLENGE
                .payload()
                .putLong(challenge.user().value().getMostSignificantBits())
                .putLong(challenge.user().value().getLeastSignificantBits())
                .putLong(challenge.concert().value().getMostSignificantBits())
                .putLong(challenge.concert().value().getLeastSignificantBits())
                .put((byte) challenge.bits())
                .putLong(challenge.expiresAt().toEpochMilli())
                .putLong(challenge.nonce().getMostSignificantBits())
                .putLong(challenge.nonce().getLeastSignificantBits())
                .array();
        return keys.sign(Purpose.CHALLENGE, payload);
    }

    @Override
    public Optional<Challenge> verify(String challenge) {
        return keys.verify(Purpose.CHALLENGE, challenge)
                .map(payload -> new Challenge(
                        new UserId(new UUID(payload.getLong(), payload.getLong())),
                        new ConcertId(new UUID(payload.getLong(), payload.getLong())),
                        payload.get(),
                        Instant.ofEpochMilli(payload.getLong()),
                        new UUID(payload.getLong(), payload.getLong())));
    }
}
