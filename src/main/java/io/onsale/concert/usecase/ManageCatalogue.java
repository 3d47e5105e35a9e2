package io.onsale.concert.usecase;

import io.onsale.common.port.out.AuditLog;
import io.onsale.common.port.out.IdGenerator;
import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertNotFoundException;
import io.onsale.concert.domain.Performance;
import io.onsale.concert.domain.PerformanceId;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.concert.port.out.ConcertRepository;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

@ApplicationScoped
@Transactional
public class ManageCatalogue implements AnnounceConcert, ScheduleDate {
    record DateAdded(ConcertId concertId) {}

    private final ConcertRepository concerts;
    private final AuditLog auditLog;
    private final IdGenerator ids;
    private final Clock clock;
    private final Event<DateAdded> dateAdded;

    public ManageCatalogue(
            ConcertRepository concerts, AuditLog auditLog, IdGenerator ids, Clock clock, Event<DateAdded> dateAdded) {
        this.concerts = concerts;
        this.auditLog = auditLog;
        this.ids = ids;
        this.clock = clock;
        this.dateAdded = dateAdded;
    }

    @Override
    public Concert announce(AnnounceConcert.Command command) {
        Instant now = clock.instant();
        Concert concert = Concert.announce(
                new ConcertId(ids.next()),
                command.title(),
                command.artist(),
                command.openTime().orElse(now),
                now);
        concerts.add(concert);
        auditLog.write(
                "CONCERT_ANNOUNCED",
                "concerts/" + concert.id(),
                Map.of(),
                Map.of("title", concert.title(), "artist", concert.artist(), "openTime", concert.openTime()));
        return concert;
    }

    @Override
    public Performance schedule(ScheduleDate.Command command) {
        if (!concerts.exists(command.concertId())) {
            throw new ConcertNotFoundException(command.concertId());
        }
        Performance performance = Performance.schedule(
                new PerformanceId(ids.next()),
                command.concertId(),
                command.date(),
                command.deadline(),
                SeatBlock.totalSeats(command.blocks()),
                clock.instant());
        concerts.add(performance, command.blocks());
        dateAdded.fire(new DateAdded(command.concertId()));
        auditLog.write(
                "DATE_SCHEDULED",
                "concerts/" + performance.concertId() + "/dates/" + performance.id(),
                Map.of(),
                Map.of(
                        "date", performance.date(),
                        "deadline", performance.deadline(),
                        "seatCount", performance.seatCount()));
        return performance;
    }
}
