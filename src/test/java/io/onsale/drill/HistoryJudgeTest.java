package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import io.onsale.drill.History.Outage;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryJudgeTest {
    private static final long ASKED = 1_000_000;
    private static final long OVER = 1_000_000;

    private final History history = new History();

    // BUSY_IS_BRIEF

    @Test
    void givenSeatThatIsBusyForTenSeconds_isBrief() {
        refused("seat", ASKED, "RESERVATION_BUSY");
        refused("seat", ASKED + 10_000, "RESERVATION_BUSY");
        assertThat(HistoryJudge.judge(history)).isEmpty();
    }

    @Test
    void givenSeatThatIsBusyForLonger_isNotBrief() {
        refused("seat", ASKED, "RESERVATION_BUSY");
        refused("seat", ASKED + 5_000, "RESERVATION_BUSY");
        refused("seat", ASKED + 10_001, "RESERVATION_BUSY");
        assertThat(HistoryJudge.judge(history)).extracting(Violation::rule).containsExactly("BUSY_IS_BRIEF");
    }

    @Test
    void givenAnotherAnswerBetween_orAnotherSeat_isBrief() {
        refused("seat", ASKED, "RESERVATION_BUSY");
        refused("seat", ASKED + 6_000, "SEAT_TAKEN");
        refused("seat", ASKED + 12_000, "RESERVATION_BUSY");
        refused("another", ASKED + 20_000, "RESERVATION_BUSY");
        assertThat(HistoryJudge.judge(history)).isEmpty();
    }

    private void refused(String seat, long at, String code) {
        var body = new ObjectMapper().createObjectNode().put("code", code);
        history.add(
                new Entry(Op.RESERVE, "user", "concert", List.of(seat), null, "instance", at - 10, at, 409, "1", body));
    }

    // BACK_IN_5_SECONDS

    @Test
    void givenHoldSoonAfterAFault_serviceIsBack() {
        history.add(new Outage(Fault.REDIS_READ_ONLY, OVER - 10_000, OVER, ""));
        held(OVER + 4_000);
        assertThat(HistoryJudge.judge(history)).isEmpty();
    }

    @Test
    void givenNoHoldSoonAfterAFault_serviceIsNotBack() {
        history.add(new Outage(Fault.REDIS_READ_ONLY, OVER - 10_000, OVER, ""));
        held(OVER - 20);
        held(OVER + 5_001);
        assertThat(HistoryJudge.judge(history)).extracting(Violation::rule).containsExactly("BACK_IN_5_SECONDS");
    }

    @Test
    void givenNoHoldAfterAFaultOfKafka_serviceIsNotBack() {
        history.add(new Outage(Fault.TOPIC_DELETED, OVER - 10_000, OVER, ""));
        assertThat(HistoryJudge.judge(history)).extracting(Violation::rule).containsExactly("BACK_IN_5_SECONDS");
    }

    @Test
    void givenAnotherFaultBesides_onlyItsOwnEndCounts() {
        history.add(new Outage(Fault.BROKERS_KILLED, OVER - 10_000, OVER, ""));
        history.add(new Outage(Fault.DATABASE_READ_ONLY, OVER - 5_000, OVER + 5_000, ""));
        held(OVER + 9_000);
        assertThat(HistoryJudge.judge(history)).isEmpty();
    }

    private void held(long at) {
        var body = new ObjectMapper()
                .createObjectNode()
                .put("reservationId", "reservation-" + at)
                .put("seatId", "seat-" + at)
                .put("expiresAt", Instant.ofEpochMilli(at + 6_000).toString());
        history.add(new Entry(
                Op.RESERVE, "user", "concert", List.of("seat-" + at), null, "instance", at - 10, at, 201, null, body));
    }
}
