package io.onsale.kernel;

/** What sort of refusal a broken rule is; the REST adapter alone knows which HTTP status that makes. */
public enum ErrorKind {
    INVALID,
    UNAUTHENTICATED,
    PAYMENT_REQUIRED,
    FORBIDDEN,
    NOT_FOUND,
    CONFLICT,
    GONE,
    PRECONDITION_REQUIRED,
    REUSED_KEY,
    TOO_MANY_REQUESTS,
    UNAVAILABLE
}
