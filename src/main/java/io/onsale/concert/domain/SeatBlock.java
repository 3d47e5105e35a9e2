package io.onsale.concert.domain;

import io.onsale.concert.domain.ConcertRefusals.TooManySeatsException;
import io.onsale.kernel.Money;
import java.util.List;
import java.util.Objects;

/** A block of seats of one grade and price. Its seat numbers continue those of the block before. */
public record SeatBlock(SeatGrade grade, Money price, int count) {
    public static final int MAX_SEATS_PER_DATE = 100_000;

    /** The blocks of a date whose seats nobody has specified: 50 seats. */
    public static final List<SeatBlock> DEFAULT = List.of(
            new SeatBlock(SeatGrade.VIP, new Money(20_000), 10),
            new SeatBlock(SeatGrade.PREMIUM, new Money(15_000), 20),
            new SeatBlock(SeatGrade.NORMAL, new Money(10_000), 20));

    public SeatBlock {
        Objects.requireNonNull(grade);
        Objects.requireNonNull(price);
        if (count < 1) {
            throw new IllegalArgumentException("a block has at least one seat");
        }
    }

    /** @throws TooManySeatsException above {@link #MAX_SEATS_PER_DATE} */
    public static int totalSeats(List<SeatBlock> blocks) {
        long total = blocks.stream().mapToLong(SeatBlock::count).sum();
        if (total > MAX_SEATS_PER_DATE) {
            throw new TooManySeatsException();
        }
        return (int) total;
    }
}
