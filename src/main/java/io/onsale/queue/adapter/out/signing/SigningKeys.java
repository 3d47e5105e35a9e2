package io.onsale.queue.adapter.out.signing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.onsale.queue.config.QueueConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.smallrye.config.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys by which this service signs what clients bring back: strings of the form {@code <key
 * id>.<payload>.<signature>}, base64url, HMAC-SHA-256 over purpose, key id and payload. Any instance with the keys
 * verifies what any other has signed. A signature for one purpose verifies for no other.
 */
@Startup // a missing key must stop the start, not the first buyer
@ApplicationScoped
class SigningKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_CHARS = 43;
    private static final int MIN_SECRET_BYTES = 32;
    private static final String DEVELOPMENT_KEY = "dev";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Map<String, SigningKey> keys = new HashMap<>();
    private final String signingKey;

    /** An id has no dot, so that the text that is signed for one purpose is never one that is signed for another. */
    enum Purpose {
        QUEUE_TOKEN("", 48),
        CHALLENGE("challenge.", 57);

        private final byte[] prefix;
        private final int payloadBytes;

        Purpose(String prefix, int payloadBytes) {
            this.prefix = prefix.getBytes(StandardCharsets.ISO_8859_1);
            this.payloadBytes = payloadBytes;
        }

        ByteBuffer payload() {
            return ByteBuffer.allocate(payloadBytes);
        }

        private int payloadChars() {
            return (payloadBytes * 4 + 2) / 3;
        }
    }

    @Inject
    SigningKeys(QueueConfig config, MeterRegistry metrics) {
        this(
                secrets(config.token().keys(), LaunchMode.current()),
                config.token().signingKey().orElse(config.token().keys().isEmpty() ? DEVELOPMENT_KEY : ""),
                metrics);
    }

    SigningKeys(Map<String, String> secrets, String signingKey, MeterRegistry metrics) {
        secrets.forEach((id, secret) -> keys.put(id, new SigningKey(id, secret, metrics)));
        this.signingKey = signingKey;
        if (!keys.containsKey(signingKey)) {
            throw new IllegalStateException(
                    "onsale.queue.token.signing-key is '%s', but must name one of onsale.queue.token.keys.<id>: %s"
                            .formatted(signingKey, new TreeSet<>(keys.keySet())));
        }
    }

    static Map<String, String> secrets(Map<String, Secret<String>> configured, LaunchMode mode) {
        if (!configured.isEmpty()) {
            var secrets = new HashMap<String, String>();
            // The secret of an empty setting is null.
            configured.forEach((id, secret) -> secrets.put(id, Objects.requireNonNullElse(secret.get(), "")));
            return secrets;
        }
        if (mode == LaunchMode.NORMAL) {
            throw new IllegalStateException("Queue tokens cannot be signed: "
                    + "set onsale.queue.token.keys.<id> to a secret of 32 bytes or more, "
                    + "and onsale.queue.token.signing-key to that id. All instances need the same.");
        }
        // The development key is kept with the JVM, so that tokens survive a live reload. Its name is outside of
        // onsale.queue, where unknown settings are refused.
        Object secret =
                System.getProperties().computeIfAbsent("io.onsale.queue.development-key", absent -> randomSecret());
        return Map.of(DEVELOPMENT_KEY, secret.toString());
    }

    private static String randomSecret() {
        byte[] secret = new byte[MIN_SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return ENCODER.encodeToString(secret);
    }

    /** @param payload of the length that the purpose prescribes */
    String sign(Purpose purpose, byte[] payload) {
        String signed = signingKey + '.' + ENCODER.encodeToString(payload);
        byte[] bytes = signed.getBytes(StandardCharsets.ISO_8859_1);
        return signed
                + '.'
                + new String(keys.get(signingKey).sign(purpose, bytes, bytes.length), StandardCharsets.ISO_8859_1);
    }

    /** @return the payload; empty if the text was not signed here for this purpose, or was altered */
    Optional<ByteBuffer> verify(Purpose purpose, String text) {
        int payloadAt = text.indexOf('.') + 1;
        int payloadEnd = payloadAt + purpose.payloadChars();
        if (payloadAt == 0 || text.length() != payloadEnd + 1 + SIGNATURE_CHARS || text.charAt(payloadEnd) != '.') {
            return Optional.empty();
        }
        SigningKey key = keys.get(text.substring(0, payloadAt - 1));
        if (key == null) {
            return Optional.empty();
        }
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] signature = Arrays.copyOfRange(bytes, payloadEnd + 1, bytes.length);
        // The signatures are compared as text: base64 has several spellings of the same bytes, and only ours is valid.
        if (!MessageDigest.isEqual(key.sign(purpose, bytes, payloadEnd), signature)) {
            return Optional.empty();
        }
        key.verified.increment();
        return Optional.of(
                ByteBuffer.wrap(Base64.getUrlDecoder().decode(Arrays.copyOfRange(bytes, payloadAt, payloadEnd))));
    }

    /** A signing key with a Mac for each thread, because making one costs more than using it. */
    private static final class SigningKey {
        private final ThreadLocal<Mac> macs;
        private final Counter verified;

        SigningKey(String id, String secret, MeterRegistry metrics) {
            byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
            if (bytes.length < MIN_SECRET_BYTES) {
                throw new IllegalStateException(
                        "onsale.queue.token.keys." + id + " must have at least " + MIN_SECRET_BYTES + " bytes");
            }
            if (id.isEmpty() || id.indexOf('.') >= 0) {
                throw new IllegalStateException("onsale.queue.token.keys: an id is not empty and has no dot: " + id);
            }
            this.macs = ThreadLocal.withInitial(() -> mac(bytes));
            this.verified = Counter.builder("onsale.queue.signatures")
                    .description("Queue tokens and challenges that were found good, by the key that had signed them")
                    .tag("key", id)
                    .register(metrics);
        }

        byte[] sign(Purpose purpose, byte[] bytes, int length) {
            Mac mac = macs.get();
            mac.update(purpose.prefix);
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
