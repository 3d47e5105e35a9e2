package io.onsale.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.drill.History.Outage;
import io.onsale.drill.LogJudge.Mark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogJudgeTest {
    private static final Path ONE = Path.of("drill-0.log");
    private static final Path OTHER = Path.of("drill-1.log");
    private static final String STARTED = "INFO onsale started";
    private static final String REDIS_OUT = "WARN Redis does not answer as asked (READONLY): nobody enters";
    private static final String REDIS_BACK = "INFO Redis answers again";
    private static final String KAFKA_OUT =
            "WARN The topic payment.success does not take its events, which wait in the outbox: late";
    private static final String KAFKA_BACK = "INFO The topic payment.success takes its events again, after 12 s";

    @Test
    void givenOutagesThatBeginAndEnd_logIsInOrder() {
        assertThat(LogJudge.judge("log", List.of(STARTED, REDIS_OUT, REDIS_BACK, REDIS_OUT, REDIS_BACK), true, false))
                .isEmpty();
    }

    @Test
    void givenTraceOfAThreadThatWasStoppedWithItsProcess_itIsNone_butOfOneThatWasBlocked() {
        String blocked =
                "19:46 WARN [io.vertx.core.impl.BlockedThreadChecker] Thread a has been blocked for %d ms, time limit";
        var asLong = List.of(STARTED, blocked.formatted(15_006), "\tat io.onsale.A");
        var shorter = List.of(STARTED, blocked.formatted(5_006), "\tat io.onsale.A");
        assertThat(LogJudge.judge("log", asLong, false, true)).isEmpty();
        assertThat(LogJudge.judge("log", asLong, false, false)).hasSize(1);
        assertThat(LogJudge.judge("log", shorter, false, true)).hasSize(1);
    }

    @Test
    void givenStackTraces_eachIsFoundOnce() {
        var lines = List.of(
                STARTED, "java.lang.Exception: lost", "\tat io.onsale.A", "\tat io.onsale.B", "Caused by: x", "\tat y");
        assertThat(LogJudge.judge("log", lines, true, false))
                .extracting(Violation::rule)
                .containsExactly("NO_STACK_TRACE", "NO_STACK_TRACE");
    }

    @Test
    void givenOutageThatIsToldAgain_orEndsTwice_orNever_logIsNotInOrder() {
        assertThat(LogJudge.judge("log", List.of(REDIS_OUT, REDIS_OUT, REDIS_BACK), true, false))
                .hasSize(1);
        assertThat(LogJudge.judge("log", List.of(REDIS_OUT, REDIS_BACK, REDIS_BACK), true, false))
                .hasSize(1);
        assertThat(LogJudge.judge("log", List.of(REDIS_OUT), true, false))
                .extracting(Violation::rule)
                .containsExactly("OUTAGES_ARE_LOGGED");
        assertThat(LogJudge.judge("log", List.of(REDIS_OUT), false, false)).isEmpty();
    }

    @Test
    void givenTroublesOfTwoTopics_eachHasItsEnd() {
        String other = KAFKA_OUT.replace("payment.success", "payment.failed");
        assertThat(LogJudge.judge("log", List.of(KAFKA_OUT, other, KAFKA_BACK), false, false))
                .isEmpty();
        assertThat(LogJudge.judge("log", List.of(other, KAFKA_BACK), true, false))
                .hasSize(1);
    }

    @Test
    void givenInstanceThatSaysNothingOfAnOutage_itIsFound() {
        var mark = new Mark(Fault.REDIS_READ_ONLY, Map.of(ONE, 1, OTHER, 1));
        assertThat(outages(
                        List.of(mark),
                        List.of(STARTED, REDIS_OUT, REDIS_BACK),
                        List.of(STARTED, REDIS_OUT, REDIS_BACK)))
                .isEmpty();
        assertThat(outages(List.of(mark), List.of(STARTED, REDIS_OUT, REDIS_BACK), List.of(STARTED)))
                .extracting(Violation::rule)
                .containsExactly("OUTAGES_ARE_LOGGED");
    }

    @Test
    void givenLinesOfTheNextOutage_theyAreNotTakenForThoseOfTheFirst() {
        var marks =
                List.of(new Mark(Fault.REDIS_READ_ONLY, Map.of(ONE, 1)), new Mark(Fault.REDIS_EMPTIED, Map.of(ONE, 1)));
        assertThat(outages(marks, List.of(STARTED, REDIS_OUT, REDIS_BACK), List.of()))
                .hasSize(1);
    }

    @Test
    void givenBrokersThatAreAway_oneInstanceSaysIt() {
        var mark = new Mark(Fault.BROKERS_KILLED, Map.of(ONE, 0, OTHER, 0));
        assertThat(outages(List.of(mark), List.of(KAFKA_OUT, KAFKA_BACK), List.of(STARTED)))
                .isEmpty();
        assertThat(outages(List.of(mark), List.of(STARTED), List.of(STARTED))).hasSize(1);
    }

    @Test
    void givenBrokersThatAreAway_whileTheRelayMayChange_nobodyHasToSayIt() {
        var mark = new Mark(Fault.BROKERS_KILLED, Map.of(ONE, 0));
        var killed = new Outage(Fault.INSTANCE_KILLED, 5, 15, "");
        assertThat(LogJudge.outages(
                        List.of(new Outage(Fault.BROKERS_KILLED, 0, 10, ""), killed),
                        List.of(mark),
                        Map.of(ONE, List.of(STARTED))))
                .isEmpty();
    }

    private static List<Violation> outages(List<Mark> marks, List<String> one, List<String> other) {
        return LogJudge.outages(List.of(), marks, Map.of(ONE, one, OTHER, other));
    }
}
