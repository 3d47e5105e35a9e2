package io.onsale.platform.identity;

import io.onsale.platform.identity.IdentityRefusals.CredentialsMissingException;

/** The reader of the bearer token in an {@code Authorization} header (RFC 6750). */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /**
     * @param authorization the header, or null if the request had none
     * @return the token, not verified
     */
    public static String from(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new CredentialsMissingException();
        }
        String token = authorization.substring(SCHEME.length()).strip();
        if (token.isEmpty()) {
            throw new CredentialsMissingException();
        }
        return token;
    }
}
