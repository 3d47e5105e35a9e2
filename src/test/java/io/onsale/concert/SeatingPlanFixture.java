package io.onsale.concert;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatId;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.kernel.Money;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

public final class SeatingPlanFixture {
    private SeatingPlanFixture() {}

    public static SeatingPlan aPlanOf(int seats) {
        return aPlanOf(new ConcertId(UUID.randomUUID()), seats);
    }

    public static SeatingPlan aPlanOf(ConcertId concert, int seats) {
        Instant now = Instant.now();
        List<PricedSeat> priced = IntStream.rangeClosed(1, seats)
                .mapToObj(number ->
                        new PricedSeat(new SeatId(UUID.randomUUID()), number, new Money(10_000), SeatGrade.NORMAL))
                .toList();
        return new SeatingPlan(
                concert, new ConcertDateId(UUID.randomUUID()), now, now.plus(Duration.ofDays(30)), priced);
    }
}
