package io.onsale.platform.limits;

/**
 * How many requests may come: so many at once, and so many a second for as long as they come.
 *
 * @param burst what a full bucket holds
 * @param perSecond how fast it is refilled; may be below 1
 */
public record Rate(int burst, double perSecond) {
    public Rate {
        if (burst < 1 || !(perSecond > 0)) {
            throw new IllegalArgumentException("a rate is positive: " + burst + ", " + perSecond + " a second");
        }
    }

    /** In which one token comes in. */
    public double tokenMillis() {
        return 1000 / perSecond;
    }
}
