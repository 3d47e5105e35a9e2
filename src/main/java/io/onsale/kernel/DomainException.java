package io.onsale.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal: a rule of the domain does not allow what was asked. The code is stable, unique to the rule and part of the public contract;
 * the detail is written for the caller and carries no secret.
 */
public abstract class DomainException extends RuntimeException {
    private final ErrorKind kind;
    private final String code;
    private final Duration retryAfter;

    protected DomainException(ErrorKind kind, String code, String detail) {
        this(kind, code, detail, null);
    }

    /** @param retryAfter when asking again makes sense, or null if it does not */
    protected DomainException(ErrorKind kind, String code, String detail, Duration retryAfter) {
        // A refusal is an answer, not a fault: where 999 of 1,000 buyers are refused, stack traces would be most of the
        // work.
        super(detail, null, false, false);
        this.kind = kind;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    public final ErrorKind kind() {
        return kind;
    }

    public final String code() {
        return code;
    }

    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Further members of the problem document, with which a client can go on. Their names are part of the public contract. */
    public Map<String, Object> members() {
        return Map.of();
    }
}
