package io.onsale.kernel;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A refusal: a rule of the domain does not allow what was asked. Each class carries its kind and its code as {@link Refusal}; the detail is
 * written for the caller and carries no secret.
 */
public abstract class DomainException extends RuntimeException {
    private static final ClassValue<Rule> RULES = new ClassValue<>() {
        @Override
        protected Rule computeValue(Class<?> type) {
            Refusal refusal = type.getAnnotation(Refusal.class);
            if (refusal == null) {
                throw new IllegalStateException(type.getName() + " lacks @Refusal");
            }
            return new Rule(refusal.kind(), refusal.code());
        }
    };

    /** The values of the annotation, read once for each class, since reading them is slow. */
    private record Rule(ErrorKind kind, String code) {}

    private final Rule rule = RULES.get(getClass());
    private final Duration retryAfter;

    protected DomainException(String detail) {
        this(detail, null);
    }

    /** @param retryAfter when asking again makes sense, or null if it does not */
    protected DomainException(String detail, Duration retryAfter) {
        // A refusal is an answer, not a fault: where 999 of 1,000 buyers are refused, stack traces would be most of the
        // work.
        super(detail, null, false, false);
        this.retryAfter = retryAfter;
    }

    public final ErrorKind kind() {
        return rule.kind();
    }

    public final String code() {
        return rule.code();
    }

    public final Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** Further members of the problem document, with which a client can go on. Their names are part of the public contract. */
    public Map<String, Object> members() {
        return Map.of();
    }
}
