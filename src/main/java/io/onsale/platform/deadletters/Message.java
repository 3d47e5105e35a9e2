package io.onsale.platform.deadletters;

import java.util.List;

/**
 * A record as it was sent; it may contain anything.
 *
 * @param key null if it has none
 * @param headers in their order; a name may occur more than once
 * @param payload null if it has none
 */
public record Message(byte[] key, List<Header> headers, byte[] payload) {
    /** @param value null if it has none */
    public record Header(String name, byte[] value) {}
}
