package io.onsale.reservation.adapter.out.redis;

import io.onsale.concert.domain.SeatId;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.redis.ConcertKeys;
import io.onsale.platform.redis.LuaScript;
import io.onsale.platform.redis.RedisScripts;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
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
import org.jboss.logging.Logger;

/**
 * The seat locks in Redis. A lock is taken together with the check of the buyer's slot: one round trip for winner and
 * losers alike.
 */
@ApplicationScoped
public class RedisSeatHolds implements SeatHolds {
    private static final Logger LOG = Logger.getLogger(RedisSeatHolds.class);
    private static final LuaScript HOLD =
            LuaScript.of("queue/room", "reservation/locks", "reservation/turns", "reservation/hold_seats");
    private static final LuaScript KEEP = LuaScript.of("reservation/locks", "reservation/keep_seats");
    private static final LuaScript RESTORE = LuaScript.of("reservation/locks", "reservation/restore_seats");
    private static final LuaScript RELEASE =
            LuaScript.of("queue/room", "reservation/locks", "reservation/turns", "reservation/release_seats");
    private static final LuaScript CONFIRM =
            LuaScript.of("queue/room", "reservation/locks", "reservation/turns", "reservation/confirm_seats");
    /**
     * By then seat lists have long stopped showing the seat, and the database turns later buyers away. The time is not
     * longer because a refund that cannot reach Redis leaves the lock to its own end.
     */
    private static final Duration SOLD_REMEMBERED = Duration.ofMinutes(10);

    private static final int PIPELINED = 64;

    private final RedisScripts scripts;

    public RedisSeatHolds(RedisScripts scripts) {
        this.scripts = scripts;
    }

    @Override
    public ReservationId hold(QueueTicket ticket, ReservationId reservationId, List<SeatId> seatIds, Terms terms) {
        var keys = new ConcertKeys(ticket.concert().value());
        UUID user = ticket.user().value();
        List<String> scriptKeys = roomAndLockKeys(keys, user, seatIds);
        var arguments = new ArrayList<Object>(List.of(
                user,
                ticket.sequence(),
                reservationId,
                terms.hold().toMillis(),
                terms.seatLimit(),
                terms.unpaidHolds(),
                terms.turn().toMillis()));
        arguments.addAll(seatIds);
        // A missing answer says nothing about the locks: they may be ours, and no transaction is going to need them.
        Runnable undo = () -> scripts.undo(
                RELEASE,
                scriptKeys,
                releaseArguments(user, reservationId, terms.hold().toMillis(), Duration.ZERO, seatIds));
        Response reply = RedisScripts.await(scripts.run(HOLD, scriptKeys, arguments, undo));
        return switch (reply.get(0).toInteger()) {
            case 1 -> reservationId;
            case 2 -> new ReservationId(UUID.fromString(reply.get(1).toString()));
            case 3 -> throw new SeatTakenException();
            case 4 -> throw new SeatLimitException(terms.seatLimit());
            case 5 -> throw new StillWaitingException();
            case 6 -> throw new QueueTokenEndedException();
            case 7 -> throw new HoldCoolDownException(wholeSeconds(reply.get(2).toLong()));
            default -> throw new IllegalStateException("hold_seats answered " + reply);
        };
    }

    /** The time is rounded up, so that a client that comes back as told is not too early. */
    private static Duration wholeSeconds(long millis) {
        return Duration.ofSeconds((millis + 999) / 1000);
    }

    @Override
    public void keep(Reservation reservation) {
        var keys = new ConcertKeys(reservation.concertId().value());
        var arguments = new ArrayList<Object>(List.of(reservation.id(), holdMillis(reservation)));
        arguments.addAll(reservation.seatIds());
        scripts.run(KEEP, lockKeys(keys, reservation.userId().value(), reservation.seatIds()), arguments)
                .whenComplete((kept, failure) -> {
                    if (failure != null && !(failure instanceof UnavailableException)) {
                        LOG.errorf(failure, "The locks of reservation %s end before its hold", reservation.id());
                    }
                });
    }

    private static long holdMillis(Reservation reservation) {
        return Duration.between(reservation.createdAt(), reservation.expiresAt())
                .toMillis();
    }

    @Override
    public void restore(Collection<Reservation> reservations) {
        forEach(reservations, this::restore);
    }

    private CompletableFuture<Response> restore(Reservation reservation) {
        var keys = new ConcertKeys(reservation.concertId().value());
        var arguments = new ArrayList<Object>(List.of(reservation.id()));
        arguments.addAll(reservation.seatIds());
        return scripts.run(RESTORE, lockKeys(keys, reservation.userId().value(), reservation.seatIds()), arguments);
    }

    @Override
    public void release(Collection<Reservation> reservations) {
        forEach(reservations, reservation -> release(reservation, Duration.ZERO));
    }

    @Override
    public void releaseAfter(Duration withheld, Reservation reservation) {
        RedisScripts.await(release(reservation, withheld));
    }

    private CompletableFuture<Response> release(Reservation reservation, Duration withheld) {
        UUID user = reservation.userId().value();
        return scripts.run(
                RELEASE,
                roomAndLockKeys(new ConcertKeys(reservation.concertId().value()), user, reservation.seatIds()),
                releaseArguments(user, reservation.id(), holdMillis(reservation), withheld, reservation.seatIds()));
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

    private static List<String> lockKeys(ConcertKeys keys, UUID user, List<SeatId> seatIds) {
        var scriptKeys = new ArrayList<String>();
        scriptKeys.add(keys.seatsOf(user));
        seatIds.forEach(seat -> scriptKeys.add(keys.seat(seat.value())));
        return scriptKeys;
    }

    private static List<String> roomAndLockKeys(ConcertKeys keys, UUID user, List<SeatId> seatIds) {
        var scriptKeys = new ArrayList<>(keys.room());
        scriptKeys.add(keys.seatsOf(user));
        scriptKeys.add(keys.unpaid(user));
        seatIds.forEach(seat -> scriptKeys.add(keys.seat(seat.value())));
        return scriptKeys;
    }

    private static List<Object> releaseArguments(
            UUID user, ReservationId reservationId, long holdMillis, Duration withheld, List<SeatId> seatIds) {
        var arguments = new ArrayList<Object>(List.of(user, reservationId, holdMillis, withheld.toMillis()));
        arguments.addAll(seatIds);
        return arguments;
    }

    @Override
    public void confirm(Collection<Reservation> reservations) {
        forEach(reservations, this::confirm);
    }

    private CompletableFuture<Response> confirm(Reservation reservation) {
        var keys = new ConcertKeys(reservation.concertId().value());
        List<String> scriptKeys = roomAndLockKeys(keys, reservation.userId().value(), reservation.seatIds());
        var arguments = new ArrayList<Object>(
                List.of(reservation.userId(), reservation.id(), SOLD_REMEMBERED.toMillis(), holdMillis(reservation)));
        arguments.addAll(reservation.seatIds());
        return scripts.run(CONFIRM, scriptKeys, arguments);
    }
}
