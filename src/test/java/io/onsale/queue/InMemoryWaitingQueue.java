package io.onsale.queue;

import io.onsale.concert.domain.ConcertId;
import io.onsale.kernel.DomainException;
import io.onsale.queue.domain.AcceptedProof;
import io.onsale.queue.domain.AdmissionRate;
import io.onsale.queue.domain.QueueFigures;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueTerms;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.out.WaitingQueue;
import io.onsale.user.domain.UserId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Queues in memory, for one thread and one instance, which always admits, loses nothing and forgets no proof. Nobody
 * holds a seat in it.
 */
public final class InMemoryWaitingQueue implements WaitingQueue {
    private final Clock clock;
    private final Map<ConcertId, Room> rooms = new HashMap<>();
    private final Set<UUID> usedProofs = new HashSet<>();

    public InMemoryWaitingQueue(Clock clock) {
        this.clock = clock;
    }

    private record Slot(QueueTicket ticket, Instant enteredAt, Instant ends, boolean claimed) {
        private Turn turn() {
            return Turn.active(ticket, enteredAt, ends);
        }
    }

    private static final class Room {
        /** The waiters in the order in which they came. */
        private final Map<UserId, QueueTicket> waiting = new LinkedHashMap<>();

        private final Map<UserId, Slot> slots = new HashMap<>();
        private final Set<QueueTicket> left = new HashSet<>();
        private final AdmissionRate rate = new AdmissionRate();
        private OptionalDouble admittedPerSecond = OptionalDouble.empty();
        private Instant paceUsedUpTo = Instant.EPOCH;
        private long admitted;
        private long lastNumber;
        /** The last number that was given out by the time of the last look. */
        private long lastNumberSeen;

        private Turn waiting(QueueTicket ticket) {
            return Turn.waiting(ticket, List.copyOf(waiting.values()).indexOf(ticket) + 1L);
        }

        private void forgetSlotsThatHaveEnded(Instant now) {
            slots.values().removeIf(slot -> !now.isBefore(slot.ends));
        }

        private int vacancies(QueueTerms terms, Instant now) {
            QueuePolicy policy = terms.policy();
            if (policy.paused() || now.isBefore(terms.openTime())) {
                return 0;
            }
            int free = policy.maxActive() - slots.size();
            if (policy.admitPerSecond().isPresent()) {
                paceUsedUpTo = later(paceUsedUpTo, now.minusSeconds(1));
                long unused = Duration.between(paceUsedUpTo, now).toMillis();
                free = (int) Math.min(free, unused * policy.admitPerSecond().getAsInt() / 1000);
            }
            return Math.max(0, free);
        }

        private void admit(Slot slot, QueuePolicy policy) {
            slots.put(slot.ticket.user(), slot);
            admitted++;
            policy.admitPerSecond().ifPresent(perSecond -> paceUsedUpTo = paceUsedUpTo.plusMillis(1000 / perSecond));
        }

        private Turn claim(Slot slot, QueuePolicy policy, Instant now) {
            if (slot.claimed) {
                return slot.turn();
            }
            var claimed = new Slot(slot.ticket, slot.enteredAt, later(slot.ends, endsWithoutHold(policy, now)), true);
            slots.put(slot.ticket.user(), claimed);
            return claimed.turn();
        }

        private static Instant endsWithoutHold(QueuePolicy policy, Instant now) {
            return now.plusSeconds(
                    Math.min(policy.activeSeconds(), policy.holdLimits().firstHoldSeconds()));
        }

        private static Instant later(Instant a, Instant b) {
            return a.isAfter(b) ? a : b;
        }
    }

    @Override
    public CompletionStage<Turn> enter(
            ConcertId concertId, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof) {
        return stage(() -> {
            Instant now = clock.instant();
            Room room = room(concertId, now);
            Slot slot = room.slots.get(userId);
            if (slot != null) {
                return room.claim(slot, terms.policy(), now);
            }
            QueueTicket place = room.waiting.get(userId);
            return place != null ? room.waiting(place) : enterAnew(concertId, userId, terms, proof, now);
        });
    }

    private Turn enterAnew(
            ConcertId concertId, UserId userId, QueueTerms terms, Optional<AcceptedProof> proof, Instant now) {
        QueuePolicy policy = terms.policy();
        if (terms.sale().isOver(now)) {
            throw new SaleOverException();
        }
        policy.entryOpensAt().filter(now::isBefore).ifPresent(opensAt -> {
            throw new EntryNotOpenException(opensAt);
        });
        if (proof.isPresent() && !usedProofs.add(proof.get().nonce())) {
            throw new ProofOfWorkUsedException();
        }
        Room room = room(concertId, now);
        var ticket = new QueueTicket(userId, concertId, ++room.lastNumber, now);
        if (room.waiting.isEmpty() && room.vacancies(terms, now) > 0) {
            var slot = new Slot(ticket, now, Room.endsWithoutHold(policy, now), true);
            room.admit(slot, policy);
            return slot.turn();
        }
        room.waiting.put(userId, ticket);
        return room.waiting(ticket);
    }

    @Override
    public Optional<Turn> recall(QueueTicket ticket) {
        Room room = room(ticket.concert(), clock.instant());
        if (room.left.contains(ticket)) {
            throw new QueueTokenEndedException();
        }
        return ticket.sequence() <= room.lastNumberSeen && room.waiting.containsValue(ticket)
                ? Optional.of(room.waiting(ticket))
                : Optional.empty();
    }

    @Override
    public CompletionStage<Turn> claim(QueueTicket ticket, QueueTerms terms) {
        return stage(() -> {
            Instant now = clock.instant();
            Room room = room(ticket.concert(), now);
            Slot slot = room.slots.get(ticket.user());
            if (slot != null && slot.ticket.equals(ticket)) {
                return room.claim(slot, terms.policy(), now);
            }
            if (!room.waiting.containsValue(ticket)) {
                throw new QueueTokenEndedException();
            }
            return room.waiting(ticket);
        });
    }

    @Override
    public boolean leave(QueueTicket ticket) {
        Room room = room(ticket.concert(), clock.instant());
        if (room.waiting.remove(ticket.user(), ticket)) {
            room.left.add(ticket);
            return true;
        }
        return room.slots.values().removeIf(slot -> slot.ticket.equals(ticket));
    }

    @Override
    public CompletionStage<Void> admit(ConcertId concertId, QueueTerms terms) {
        Instant now = clock.instant();
        Room room = room(concertId, now);
        QueuePolicy policy = terms.policy();
        List<QueueTicket> next =
                room.waiting.values().stream().limit(room.vacancies(terms, now)).toList();
        for (QueueTicket ticket : next) {
            room.waiting.remove(ticket.user());
            room.admit(new Slot(ticket, now, now.plusSeconds(policy.claimSeconds()), false), policy);
        }
        room.lastNumberSeen = room.lastNumber;
        room.admittedPerSecond = room.rate.measure(now.toEpochMilli(), room.admitted);
        return CompletableFuture.completedStage(null);
    }

    @Override
    public QueueFigures figures(ConcertId concertId, QueueTerms terms) {
        Room room = room(concertId, clock.instant());
        return new QueueFigures(room.waiting.size(), room.slots.size(), room.admittedPerSecond.orElse(0));
    }

    @Override
    public OptionalDouble admittedPerSecond(ConcertId concertId) {
        return room(concertId, clock.instant()).admittedPerSecond;
    }

    @Override
    public boolean isLookDue(ConcertId concertId) {
        return waitedIn().contains(concertId);
    }

    @Override
    public Set<ConcertId> waitedIn() {
        return rooms.keySet().stream()
                .filter(concertId -> !rooms.get(concertId).waiting.isEmpty())
                .collect(Collectors.toSet());
    }

    private Room room(ConcertId concertId, Instant now) {
        Room room = rooms.computeIfAbsent(concertId, id -> new Room());
        room.forgetSlotsThatHaveEnded(now);
        return room;
    }

    private static <T> CompletionStage<T> stage(Supplier<T> work) {
        try {
            return CompletableFuture.completedStage(work.get());
        } catch (DomainException e) {
            return CompletableFuture.failedStage(e);
        }
    }
}
