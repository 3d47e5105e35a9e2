package io.onsale.security;

import java.util.Locale;

/** The kinds of credential that a request can bring. */
enum Credential {
    NONE,
    GARBAGE,
    EXPIRED,
    WRONG_KEY,
    ALG_NONE,
    PUBLIC_KEY_AS_SECRET,
    OTHER_ISSUER,
    OTHER_AUDIENCE,
    OTHER_KIND,
    OTHER_USER,
    OTHER_CONCERT,
    OTHER_ROLE,
    RIGHT;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
