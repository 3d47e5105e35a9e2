package io.onsale.platform.limits;

/**
 * A rate of requests: so many at once, and so many a second in the long run.
 *
 * @param burst the tokens in a full bucket
 * @param perSecond how fast it is refilled; may be below 1
 */
public record Rate(int burst, double perSecond) {
    public Rate {
        if (burst < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("a rate is positive: " + burst + ", " + perSecond + " a second");
        }
    }

    /** The time in which one token comes in. */
    public double tokenMillis() {
        return 1000 / perSecond;
    }
}
