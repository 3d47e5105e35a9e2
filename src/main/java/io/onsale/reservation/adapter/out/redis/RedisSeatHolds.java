package io.onsale.reservation.adapter.out.redis;

import io.onsale.common.adapter.out.redis.ConcertKeys;
import io.onsale.common.adapter.out.redis.LuaScript;
import io.onsale.common.adapter.out.redis.RedisScripts;
import io.onsale.concert.domain.SeatId;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.QueueTokenEndedException;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.SeatLimitException;
import io.onsale.reservation.domain.SeatTakenException;
import io.onsale.reservation.domain.StillWaitingException;
import io.onsale.reservation.port.out.SeatHolds;
import io.vertx.redis.client.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Seat locks in Redis, taken together with the check of the buyer's slot: one round trip for winner and losers alike. */
@ApplicationScoped
public class RedisSeatHolds implements SeatHolds {
    private static final LuaScript HOLD = LuaScript.of("queue/room", "reservation/hold_seats");
    private static final LuaScript RELEASE = LuaScript.of("reservation/release_seats");
    private static final LuaScript CONFIRM = LuaScript.of("queue/room", "reservation/confirm_seats");
    /**
     * Seat lists have long stopped showing the seat by then, and later buyers are turned away by the database. Not longer, since a
     * refund that cannot reach Redis leaves the lock to its own end.
     */
    private static final Duration SOLD_REMEMBERED = Duration.ofMinutes(10);

    private static final int PIPELINED = 64;

    private final RedisScripts scripts;

    public RedisSeatHolds(RedisScripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public ReservationId hold(
            QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Duration hold, int limit) {
        var keys = new ConcertKeys(ticket.concert().value());
        UUID user = ticket.user().value();
        var scriptKeys = new ArrayList<>(keys.room());
        scriptKeys.add(keys.seatsOf(user));
        seatIds.forEach(seat -> scriptKeys.add(keys.seat(seat.value())));
        var arguments = new ArrayList<Object>(List.of(user, ticket.sequence(), reservationId, hold.toMillis(), limit));
        arguments.addAll(seatIds);
        // No answer in time says nothing about the locks: they may be ours, and no transaction is going to need them.
        Runnable undo =
                () -> scripts.undo(RELEASE, releaseKeys(keys, user, seatIds), releaseArguments(reservationId, seatIds));
        Response reply = RedisScripts.await(scripts.run(HOLD, scriptKeys, arguments, undo));
        return switch (reply.get(0).toInteger()) {
            case 1 -> reservationId;
            case 2 -> new ReservationId(UUID.fromString(reply.get(1).toString()));
            case 3 -> throw new SeatTakenException();
            case 4 -> throw new SeatLimitException(limit);
            case 5 -> throw new StillWaitingException();
            case 6 -> throw new QueueTokenEndedException();
            default -> throw new IllegalStateException("hold_seats answered " + reply);
        };
    }

    @Override
    public void release(Collection<Reservation> reservations) {
        forEach(reservations, this::release);
    }

    private static void forEach(
            Collection<Reservation> reservations, Function<Reservation, CompletableFuture<Response>> script) {
        List<Reservation> all = List.copyOf(reservations);
        for (int from = 0; from < all.size(); from += PIPELINED) {
            RedisScripts.await(
                    CompletableFuture.allOf(all.subList(from, Math.min(from + PIPELINED, all.size())).stream()
                            .map(script)
                            .toArray(CompletableFuture[]::new)));
        }
    }

    private CompletableFuture<Response> release(Reservation reservation) {
        var keys = new ConcertKeys(reservation.concertId().value());
        return scripts.run(
                RELEASE,
                releaseKeys(keys, reservation.userId().value(), reservation.seatIds()),
                releaseArguments(reservation.id(), reservation.seatIds()));
    }

    private static List<String> releaseKeys(ConcertKeys keys, UUID user, List<SeatId> seatIds) {
        var scriptKeys = new ArrayList<String>();
        scriptKeys.add(keys.seatsOf(user));
        seatIds.forEach(seat -> scriptKeys.add(keys.seat(seat.value())));
        return scriptKeys;
    }

    private static List<Object> releaseArguments(ReservationId reservationId, List<SeatId> seatIds) {
        var arguments = new ArrayList<Object>();
        arguments.add(reservationId);
        arguments.addAll(seatIds);
        return arguments;
    }

    @Override
    public void confirm(Collection<Reservation> reservations) {
        forEach(reservations, this::confirm);
    }

    private CompletableFuture<Response> confirm(Reservation reservation) {
        var keys = new ConcertKeys(reservation.concertId().value());
        var scriptKeys = new ArrayList<>(keys.room());
        scriptKeys.add(keys.seatsOf(reservation.userId().value()));
        reservation.seatIds().forEach(seat -> scriptKeys.add(keys.seat(seat.value())));
        var arguments = new ArrayList<Object>(List.of(
                reservation.userId(),
                reservation.id(),
                SOLD_REMEMBERED.toMillis(),
                Duration.between(reservation.createdAt(), reservation.expiresAt())
                        .toMillis()));
        arguments.addAll(reservation.seatIds());
        return scripts.run(CONFIRM, scriptKeys, arguments);
    }
}
