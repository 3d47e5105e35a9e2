package io.onsale.platform.idempotency;

import java.util.UUID;

/**
 * A changing request with an Idempotency-Key, so that its sender can repeat it without a second effect.
 *
 * @param caller the user on whose behalf it comes: keys of different users never meet
 * @param fingerprint SHA-256 of what is asked for, 32 bytes
 */
public record IdempotentRequest(UUID caller, String key, byte[] fingerprint) {}
