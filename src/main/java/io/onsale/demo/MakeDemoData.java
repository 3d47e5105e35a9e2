package io.onsale.demo;

import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.kernel.AuditLog;
import io.onsale.kernel.Money;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.RegisterUser;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * The maker of bulk data for load tests and demonstrations: concerts on sale, and users to buy their seats. Each concert and each date has
 * a transaction of its own, since a large one would hold up other writes; the users come last, in one transaction.
 */
@ApplicationScoped
public class MakeDemoData {
    public static final int MAX_SEATS = 1_000_000;

    /**
     * @param richUsers users with points for many seats
     * @param poorUsers users without any
     */
    public record Command(int concerts, int datesPerConcert, int seatsPerDate, int richUsers, int poorUsers) {}

    public record DemoData(List<DemoConcert> concerts, List<UserId> richUsers, List<UserId> poorUsers) {}

    public record DemoConcert(ConcertId id, List<ConcertDateId> dates) {}

    private static final Logger LOG = Logger.getLogger(MakeDemoData.class);
    private static final Money PRICE = new Money(10_000);
    private static final Money RICH = new Money(1_000_000);
    private static final Duration UNTIL_FIRST_DATE = Duration.ofDays(30);

    private final AnnounceConcert announceConcert;
    private final ScheduleDate scheduleDate;
    private final RegisterUser registerUser;
    private final AuditLog auditLog;
    private final Clock clock;

    public MakeDemoData(
            AnnounceConcert announceConcert,
            ScheduleDate scheduleDate,
            RegisterUser registerUser,
            AuditLog auditLog,
            Clock clock) {
        this.announceConcert = announceConcert;
        this.scheduleDate = scheduleDate;
        this.registerUser = registerUser;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** @throws TooMuchDemoDataException above {@link #MAX_SEATS} in all */
    public DemoData make(Command command) {
        long dates = (long) command.concerts() * command.datesPerConcert();
        long seats = dates * command.seatsPerDate();
        if (seats > MAX_SEATS) {
            throw new TooMuchDemoDataException(MAX_SEATS);
        }
        Instant begin = clock.instant();
        List<DemoConcert> concerts = IntStream.rangeClosed(1, command.concerts())
                .mapToObj(number -> concert(number, command, begin))
                .toList();
        DemoData made = users(command, concerts);
        LOG.infof(
                "Demo data: %d concerts, %d dates, %d seats, %d rich and %d poor users in %d ms",
                concerts.size(),
                dates,
                seats,
                command.richUsers(),
                command.poorUsers(),
                Duration.between(begin, clock.instant()).toMillis());
        return made;
    }

    /** Each transaction of a concert or a date has written an audit entry of its own. */
    @Transactional
    DemoData users(Command command, List<DemoConcert> concerts) {
        List<UserId> richUsers = registerUser.register(command.richUsers(), RICH);
        List<UserId> poorUsers = registerUser.register(command.poorUsers(), Money.ZERO);
        auditLog.write(
                "DEMO_DATA_MADE",
                "demo-data",
                Map.of(),
                Map.of(
                        "concerts", command.concerts(),
                        "datesPerConcert", command.datesPerConcert(),
                        "seatsPerDate", command.seatsPerDate(),
                        "richUsers", command.richUsers(),
                        "poorUsers", command.poorUsers()));
        return new DemoData(concerts, richUsers, poorUsers);
    }

    private DemoConcert concert(int number, Command command, Instant now) {
        var announcement = new AnnounceConcert.Command("Demo Concert " + number, "The Onsales", Optional.empty());
        ConcertId concert = announceConcert.announce(announcement).id();
        var seats = List.of(new SeatBlock(SeatGrade.NORMAL, PRICE, command.seatsPerDate()));
        List<ConcertDateId> dates = IntStream.range(0, command.datesPerConcert())
                .mapToObj(day -> now.plus(UNTIL_FIRST_DATE).plus(Duration.ofDays(day)))
                .map(date -> new ScheduleDate.Command(concert, date, date, seats))
                .map(date -> scheduleDate.schedule(date).id())
                .toList();
        return new DemoConcert(concert, dates);
    }
}
