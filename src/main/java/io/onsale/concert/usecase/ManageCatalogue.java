package io.onsale.concert.usecase;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDate;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.concert.port.out.ConcertRepository;
import io.onsale.kernel.AuditLog;
import io.onsale.kernel.IdGenerator;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

/** The use case of operators who announce concerts and schedule their dates. The audit log has each of these acts. */
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
    public ConcertDate schedule(ScheduleDate.Command command) {
        if (!concerts.exists(command.concertId())) {
            throw new ConcertNotFoundException(command.concertId());
        }
        ConcertDate concertDate = ConcertDate.schedule(
                new ConcertDateId(ids.next()),
                command.concertId(),
                command.date(),
                command.deadline(),
                SeatBlock.totalSeats(command.blocks()),
                clock.instant());
        concerts.add(concertDate, command.blocks());
        dateAdded.fire(new DateAdded(command.concertId()));
        auditLog.write(
                "DATE_SCHEDULED",
                "concerts/" + concertDate.concertId() + "/dates/" + concertDate.id(),
                Map.of(),
                Map.of(
                        "date", concertDate.date(),
                        "deadline", concertDate.deadline(),
                        "seatCount", concertDate.seatCount()));
        return concertDate;
    }
}
