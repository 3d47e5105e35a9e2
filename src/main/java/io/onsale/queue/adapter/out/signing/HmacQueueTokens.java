package io.onsale.queue.adapter.out.signing;

import io.onsale.concert.domain.ConcertId;
import io.onsale.queue.config.QueueConfig;
import io.onsale.queue.domain.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.user.domain.UserId;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens of the form {@code <key id>.<payload>.<signature>}: base64url, HMAC-SHA-256 over all before the second dot; the payload is user
 * (16 bytes), concert (16), sequence number (8), time of issue in ms (8). Any instance with the keys can verify any token.
 */
@Startup // a missing key must stop the start, not the first buyer
@ApplicationScoped
public class HmacQueueTokens implements QueueTokens, QueueTokenIssuer {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int PAYLOAD_BYTES = 48;
    private static final int PAYLOAD_CHARS = 64;
    private static final int SIGNATURE_CHARS = 43;
    private static final int MIN_SECRET_BYTES = 32;
    private static final String DEVELOPMENT_KEY = "dev";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, SigningKey> keys = new HashMap<>();
    private final String signingKey;

    @Inject
    public HmacQueueTokens(QueueConfig config) {
        this(
                orDevelopmentKey(config.token().keys()),
                config.token().signingKey().orElse(DEVELOPMENT_KEY));
    }

    HmacQueueTokens(Map<String, String> secrets, String signingKey) {
        secrets.forEach((id, secret) -> keys.put(id, new SigningKey(id, secret)));
        this.signingKey = signingKey;
        if (!keys.containsKey(signingKey)) {
            throw new IllegalStateException(
                    "onsale.queue.token.signing-key must name one of onsale.queue.token.keys.<id>: " + signingKey);
        }
    }

    private static Map<String, String> orDevelopmentKey(Map<String, String> secrets) {
        if (!secrets.isEmpty()) {
            return secrets;
        }
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            throw new IllegalStateException("Queue tokens cannot be signed: "
                    + "set onsale.queue.token.keys.<id> to a secret of 32 bytes or more, "
                    + "and onsale.queue.token.signing-key to that id. All instances need the same.");
        }
        // Kept with the JVM, so that tokens survive a live reload; outside of onsale.queue, where unknown settings are
        // refused.
        Object secret =
                System.getProperties().computeIfAbsent("io.onsale.queue.development-key", absent -> randomSecret());
        return Map.of(DEVELOPMENT_KEY, secret.toString());
    }

    private static String randomSecret() {
        byte[] secret = new byte[MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return ENCODER.encodeToString(secret);
    }

    @Override
    public String issue(QueueTicket ticket) {
        byte[] payload = ByteBuffer.allocate(PAYLOAD_BYTES)
                .putLong(ticket.user().value().getMostSignificantBits())
                .putLong(ticket.user().value().getLeastSignificantBits())
                .putLong(ticket.concert().value().getMostSignificantBits())
                .putLong(ticket.concert().value().getLeastSignificantBits())
                .putLong(ticket.sequence())
                .putLong(ticket.issuedAt().toEpochMilli())
                .array();
        String signed = signingKey + '.' + ENCODER.encodeToString(payload);
        byte[] signature = keys.get(signingKey).sign(signed.getBytes(StandardCharsets.ISO_8859_1), signed.length());
        return signed + '.' + new String(signature, StandardCharsets.ISO_8859_1);
    }

    @Override
    public QueueTicket verify(String token) {
        int payloadAt = token.indexOf('.') + 1;
        int payloadEnd = payloadAt + PAYLOAD_CHARS;
        if (payloadAt == 0 || token.length() != payloadEnd + 1 + SIGNATURE_CHARS || token.charAt(payloadEnd) != '.') {
            throw new InvalidQueueTokenException();
        }
        SigningKey key = keys.get(token.substring(0, payloadAt - 1));
        if (key == null) {
            throw new InvalidQueueTokenException();
        }
        byte[] bytes = token.getBytes(StandardCharsets.ISO_8859_1);
        byte[] signature = Arrays.copyOfRange(bytes, payloadEnd + 1, bytes.length);
        // Compared as text: base64 has several spellings of the same bytes, and only ours is valid.
        if (!MessageDigest.isEqual(key.sign(bytes, payloadEnd), signature)) {
            throw new InvalidQueueTokenException();
        }
        ByteBuffer payload =
                ByteBuffer.wrap(Base64.getUrlDecoder().decode(Arrays.copyOfRange(bytes, payloadAt, payloadEnd)));
        return new QueueTicket(
                new UserId(new UUID(payload.getLong(), payload.getLong())),
                new ConcertId(new UUID(payload.getLong(), payload.getLong())),
                payload.getLong(),
                Instant.ofEpochMilli(payload.getLong()));
    }

    /** Keeps one Mac for each thread: making one costs more than using it. */
    private static final class SigningKey {
        private final ThreadLocal<Mac> macs;

        SigningKey(String id, String secret) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            if (bytes.length < MIN_SECRET_BYTES) {
                throw new IllegalStateException(
                        "onsale.queue.token.keys." + id + " must have at least " + MIN_SECRET_BYTES + " bytes");
            }
            if (id.isEmpty() || id.indexOf('.') >= 0) {
                throw new IllegalStateException("onsale.queue.token.keys: an id is not empty and has no dot: " + id);
            }
            this.macs = ThreadLocal.withInitial(() -> mac(bytes));
        }

        byte[] sign(byte[] bytes, int length) {
            Mac mac = macs.get();
            mac.update(bytes, 0, length);
            return ENCODER.encode(mac.doFinal());
        }

        private static Mac mac(byte[] secret) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(new SecretKeySpec(secret, ALGORITHM));
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, e);
            }
        }
    }
}
