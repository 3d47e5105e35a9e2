package io.onsale.demo.port.in;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.PerformanceId;
import io.onsale.user.domain.UserId;
import java.util.List;

/** Makes concerts that are on sale and users to buy their seats, in bulk, for load tests and demonstrations. */
public interface MakeDemoData {
    int MAX_SEATS = 1_000_000;

    /**
     * @param richUsers users with points for many seats
     * @param poorUsers users without any
     */
    record Command(int concerts, int datesPerConcert, int seatsPerDate, int richUsers, int poorUsers) {}

    record DemoData(List<DemoConcert> concerts, List<UserId> richUsers, List<UserId> poorUsers) {}

    record DemoConcert(ConcertId id, List<PerformanceId> dates) {}

    /** @throws io.onsale.demo.domain.TooMuchDemoDataException above {@link #MAX_SEATS} in all */
    DemoData make(Command command);
}
