package io.onsale.platform.idempotency;

import java.util.UUID;

/**
 * A changing request that its sender has named, so that it can be sent again without being done again.
 *
 * @param caller the user on whose behalf it comes: keys of different users never meet
 * @param fingerprint SHA-256 of what is asked for, 32 bytes
 */
public record IdempotentRequest(UUID caller, String key, byte[] fingerprint) {}
