package io.onsale.platform.limits;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import java.time.Duration;

/**
 * The refusal of a client that asks more often than it may. The wait is in whole seconds, rounded up, so that a client that obeys it is not
 * early.
 */
@Refusal(kind = ErrorKind.TOO_MANY_REQUESTS, code = "RATE_LIMITED", hint = Refusal.ASK_AGAIN)
public final class RateLimitedException extends DomainException {
    private final LimitedBy by;
    private final Rate rate;
    private final long waitSeconds;

    public RateLimitedException(LimitedBy by, Rate rate, long waitMillis) {
        super(
                "Too many requests. Who asks again before the time told waits longer.",
                Duration.ofSeconds(seconds(waitMillis)));
        this.by = by;
        this.rate = rate;
        this.waitSeconds = seconds(waitMillis);
    }

    private static long seconds(long waitMillis) {
        return Math.max(1, (waitMillis + 999) / 1000);
    }

    public LimitedBy by() {
        return by;
    }

    public Rate rate() {
        return rate;
    }

    /** The time until one more request is allowed. */
    public long waitSeconds() {
        return waitSeconds;
    }
}
