package io.onsale.concert.adapter.out.redis;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SeatingPlan;
import io.onsale.concert.domain.SeatingPlan.PricedSeat;
import io.onsale.concert.port.out.OccupancyView;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * The view of seats in Redis: nine bytes a seat and a count, see {@link ConcertKeys}. The view of a date ends ten
 * seconds after the date was read as a whole, so that the effect of a lost event is soon gone.
 */
@ApplicationScoped
public class RedisOccupancyView implements OccupancyView {
    private static final LuaScript STAMP = LuaScript.of("concert/take_stamp");
    private static final LuaScript REFRESH = LuaScript.of("concert/refresh_view");
    private static final LuaScript FILL = LuaScript.of("concert/fill_view");
    private static final LuaScript READ = LuaScript.of("concert/read_view");

    private static final Duration LIFE = Duration.ofSeconds(10);
    /** A reader that waits longer is better served by the database. */
    private static final Duration PATIENCE_OF_READERS = Duration.ofMillis(250);

    private final RedisScripts scripts;

    public RedisOccupancyView(RedisScripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public long stamp(SeatingPlan plan) {
        return scripts.await(STAMP, keys(plan).subList(0, 1), List.of()).toLong();
    }

    @Override
    public boolean refresh(SeatingPlan plan, long stamp, Map<PricedSeat, SeatStatus> read) {
        var arguments = new ArrayList<Object>();
        arguments.add(stamp);
        read.forEach((seat, status) -> {
            arguments.add(seat.number());
            arguments.add(character(status));
        });
        int code = scripts.await(REFRESH, keys(plan), arguments).toInteger();
        return switch (code) {
            case 1 -> true;
            case 2 -> false;
            default -> throw new IllegalStateException("refresh_view answered " + code);
        };
    }

    @Override
    public void fill(SeatingPlan plan, long stamp, List<SeatStatus> read) {
        var seats = new StringBuilder(read.size());
        read.forEach(status -> seats.append(character(status)));
        long available =
                read.stream().filter(status -> status == SeatStatus.AVAILABLE).count();
        scripts.await(FILL, keys(plan), List.of(stamp, LIFE.toMillis(), seats, available));
    }

    @Override
    public Optional<List<SeatStatus>> statuses(SeatingPlan plan) {
        Response seats = read(keys(plan).subList(0, 1)).get(0);
        return Optional.ofNullable(seats).map(found -> statuses(found.toString()));
    }

    @Override
    public Map<ConcertDateId, Integer> available(ConcertId concertId, List<ConcertDateId> concertDateIds) {
        var keys = new ConcertKeys(concertId.value());
        Response counts = read(concertDateIds.stream()
                .map(date -> keys.seatsLeft(date.value()))
                .toList());
        var available = new HashMap<ConcertDateId, Integer>();
        for (int i = 0; i < concertDateIds.size(); i++) {
            if (counts.get(i) != null) {
                available.put(concertDateIds.get(i), counts.get(i).toInteger());
            }
        }
        return available;
    }

    private Response read(List<String> keys) {
        try {
            return RedisScripts.await(scripts.run(READ, keys, List.of())
                    .orTimeout(PATIENCE_OF_READERS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (CompletionException e) {
            throw new UnavailableException("The seats cannot be looked at. Ask again.");
        }
    }

    private static List<String> keys(SeatingPlan plan) {
        var keys = new ConcertKeys(plan.concertId().value());
        UUID date = plan.concertDateId().value();
        return List.of(keys.seats(date), keys.seatsRead(date), keys.seatsLeft(date));
    }

    private static List<SeatStatus> statuses(String seats) {
        var statuses = new SeatStatus[seats.length()];
        Arrays.setAll(statuses, i -> status(seats.charAt(i)));
        return Arrays.asList(statuses);
    }

    private static char character(SeatStatus status) {
        return switch (status) {
            case AVAILABLE -> 'A';
            case RESERVED -> 'R';
            case ASSIGNED -> 'S';
        };
    }

    private static SeatStatus status(char character) {
        return switch (character) {
            case 'A' -> SeatStatus.AVAILABLE;
            case 'R' -> SeatStatus.RESERVED;
            case 'S' -> SeatStatus.ASSIGNED;
            default -> throw new IllegalStateException("no status of a seat: " + character);
        };
    }
}
