package io.onsale.kernel;

/** The kind of a refusal. The problem document alone knows the HTTP status of each ({@code Problem} in {@code platform.web}). */
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
