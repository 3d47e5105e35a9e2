package io.onsale.kernel;

/** An amount of whole won, never negative. */
public record Money(long won) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);

    public Money {
        if (won < 0) {
            throw new IllegalArgumentException("money must not be negative: " + won);
        }
    }

    public Money plus(Money other) {
        return new Money(Math.addExact(won, other.won));
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(won, other.won);
    }
}
