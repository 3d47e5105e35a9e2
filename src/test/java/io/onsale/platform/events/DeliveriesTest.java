package io.onsale.platform.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.onsale.ExpectedFailures;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;
import io.onsale.kernel.UnavailableException;
import io.onsale.platform.idempotency.IdempotencyRefusals.RequestInProgressException;
import io.onsale.platform.runtime.Traces;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests of deliveries whose effect fails. Pauses are written down instead of waited for. */
class DeliveriesTest {
    private static final String CONSUMER = "consumer";
    private static final ConsumerNames CONSUMERS = new ConsumerNames(Set.of(CONSUMER, "another"));
    private static final Traces NO_TRACES = new Traces(OpenTelemetry.noop(), true);

    private final Set<String> processed = new HashSet<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Deliveries deliveries =
            new Deliveries(new InMemoryProcessOnce(), new ObjectMapper(), metrics, NO_TRACES, CONSUMERS) {
                @Override
                void pause(Duration pause) {
                    pauses.add(pause);
                }
            };
    private final ExpectedFailures expected = new ExpectedFailures(Deliveries.class);
    private final List<Integer> delivered = new ArrayList<>();
    private int tries;

    @AfterEach
    void logAgain() {
        expected.close();
    }

    record Event(UUID id) {}

    @Test
    void givenEffectFailsUnexpectedly_deliver_isTriedAgainWithLongerAndLongerPauses() {
        // When
        deliver(failing(3, n -> new IllegalStateException("unexpected")));
        // Then
        assertThat(tries).isEqualTo(4);
        assertThat(pauses).extracting(Duration::toMillis).containsExactly(100L, 200L, 400L);
        assertThat(count("processed")).isEqualTo(1);
    }

    @Test
    void givenEffectNeverSucceeds_deliver_givesUpAfterSixTries() {
        // When
        var givenUp = catchThrowableOfType(
                UndeliverableEventException.class,
                () -> deliver(failing(100, n -> new IllegalStateException("secret: 42"))));
        // Then
        assertThat(givenUp.code()).isEqualTo("INTERNAL_ERROR");
        assertThat(givenUp.attempts()).isEqualTo(6);
        assertThat(givenUp).hasMessage("IllegalStateException");
        assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus)).isLessThan(Duration.ofSeconds(10));
        assertThat(count("dead-lettered")).isEqualTo(1);
    }

    @Test
    void givenOutageOfDatabase_deliver_isTriedUntilItIsOver() {
        // When
        deliver(failing(50, n -> List.of(
                        new UnavailableException("away"),
                        new IllegalStateException(new SQLTransientConnectionException("no connection")),
                        new PersistenceException(new SQLException("read-only", "HY000", 1290)))
                .get(n % 3)));
        // Then
        assertThat(tries).isEqualTo(51);
        assertThat(pauses).endsWith(Duration.ofSeconds(5));
        assertThat(count("processed")).isEqualTo(1);
        assertThat(count("dead-lettered")).isZero();
    }

    @Test
    void givenRuleRefuses_deliver_givesUpAtOnceWithItsCode() {
        // When
        var givenUp = catchThrowableOfType(
                UndeliverableEventException.class, () -> deliver(failing(100, n -> new RuleException())));
        // Then
        assertThat(givenUp.code()).isEqualTo("RULE");
        assertThat(givenUp.attempts()).isEqualTo(1);
    }

    @Test
    void givenRefusalThatMayPass_deliver_isTriedAgain() {
        // When
        deliver(failing(5, n -> new RequestInProgressException()));
        // Then
        assertThat(tries).isEqualTo(6);
    }

    @Test
    void givenSameRecordTwice_deliver_happensOnce() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record();
        // When
        deliveries.deliver(CONSUMER, record, Event.class, event -> true, event -> tries++);
        deliveries.deliver(CONSUMER, record, Event.class, event -> true, event -> tries++);
        deliveries.deliver("another", record, Event.class, event -> true, event -> tries++);
        // Then
        assertThat(tries).isEqualTo(2);
        assertThat(count("duplicate")).isEqualTo(1);
    }

    @Test
    void givenRecordReplayedForAnother_deliver_isLeftAlone() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record();
        record.headers().add("onsale-consumer", "another".getBytes(UTF_8));
        // When
        deliveries.deliver(CONSUMER, record, Event.class, event -> true, event -> tries++);
        deliveries.deliver("another", record, Event.class, event -> true, event -> tries++);
        // Then
        assertThat(tries).isEqualTo(1);
        assertThat(count("processed")).isZero();
    }

    @Test
    void givenRecordReplayedForNobodyThatIsKnown_deliver_isGivenUp() {
        // Given
        ConsumerRecord<byte[], byte[]> record = record();
        record.headers().add("onsale-consumer", "nobody of ours".getBytes(UTF_8));
        // When
        var givenUp = catchThrowableOfType(
                UndeliverableEventException.class,
                () -> deliveries.deliver(CONSUMER, record, Event.class, event -> true, event -> tries++));
        // Then
        assertThat(givenUp.code()).isEqualTo("UNKNOWN_CONSUMER");
        assertThat(givenUp).hasMessageNotContaining("nobody of ours");
        assertThat(tries).isZero();
    }

    @Test
    void givenManyRecords_deliverTogether_areOneEffect() {
        // When
        var givenUp = together(List.of(record(), record(), record()), events -> delivered.add(events.size()));
        // Then
        assertThat(givenUp).isEmpty();
        assertThat(delivered).containsExactly(3);
        assertThat(count("processed")).isEqualTo(3);
    }

    @Test
    void givenOneThatIsRefused_deliverTogether_deliversTheOthersByThemselves() {
        // Given
        ConsumerRecord<byte[], byte[]> refused = record();
        String id = new String(refused.headers().lastHeader("ce_id").value(), UTF_8);
        // When
        var givenUp = together(List.of(record(), refused, record()), events -> {
            if (events.stream().anyMatch(event -> event.id.toString().equals(id))) {
                throw new RuleException();
            }
            delivered.add(events.size());
        });
        // Then
        assertThat(givenUp).containsOnlyKeys(refused);
        assertThat(givenUp.get(refused).code()).isEqualTo("RULE");
        assertThat(delivered).containsExactly(1, 1);
        assertThat(count("processed")).isEqualTo(2);
        assertThat(count("dead-lettered")).isEqualTo(1);
    }

    @Test
    void givenOneThatCannotBeRead_deliverTogether_givesUpThatAlone() {
        // Given
        ConsumerRecord<byte[], byte[]> garbage = record();
        garbage.headers().remove("ce_type");
        // When
        var givenUp = together(List.of(record(), garbage, record()), events -> delivered.add(events.size()));
        // Then
        assertThat(givenUp).containsOnlyKeys(garbage);
        assertThat(delivered).containsExactly(2);
    }

    @Test
    void givenValueThatIsNullInJson_deliverTogether_givesUpThatAlone() {
        // Given
        ConsumerRecord<byte[], byte[]> nothing = new ConsumerRecord<>("topic", 0, 0, null, "null".getBytes(UTF_8));
        record().headers().forEach(nothing.headers()::add);
        // When
        var givenUp = together(List.of(record(), nothing, record()), events -> delivered.add(events.size()));
        // Then
        assertThat(givenUp).containsOnlyKeys(nothing);
        assertThat(givenUp.get(nothing).code()).isEqualTo("MALFORMED_EVENT");
        assertThat(delivered).containsExactly(2);
    }

    @Test
    void givenOutage_deliverTogether_isTriedUntilItIsOver() {
        // When
        var givenUp = together(List.of(record(), record()), events -> {
            if (tries++ < 50) {
                throw new UnavailableException("away");
            }
            delivered.add(events.size());
        });
        // Then
        assertThat(givenUp).isEmpty();
        assertThat(delivered).containsExactly(2);
    }

    @Test
    void givenError_deliverTogether_givesUpThatAloneAndGoesOn() {
        // Given
        var records = List.of(record(), record());
        String bad = new String(records.get(0).headers().lastHeader("ce_id").value(), UTF_8);
        // When
        var givenUp = together(records, events -> {
            if (events.stream().anyMatch(event -> event.id.toString().equals(bad))) {
                throw new StackOverflowError();
            }
        });
        // Then
        assertThat(givenUp).containsOnlyKeys(records.get(0));
        assertThat(count("processed")).isEqualTo(1);
    }

    @Test
    void givenInstanceStops_deliverTogether_breaksOffAndGivesUpNothing() {
        // Given
        var stopping = new Deliveries(new InMemoryProcessOnce(), new ObjectMapper(), metrics, NO_TRACES, CONSUMERS);
        stopping.stop(new ShutdownEvent());
        // When Then
        assertThatThrownBy(() -> stopping.deliverTogether(CONSUMER, List.of(record()), Event.class, events -> {
                    throw new UnavailableException("away");
                }))
                .isInstanceOf(DeliveryBrokenOffException.class);
    }

    private Map<ConsumerRecord<byte[], byte[]>, UndeliverableEventException> together(
            List<ConsumerRecord<byte[], byte[]>> records, Consumer<List<Event>> effect) {
        return deliveries.deliverTogether(CONSUMER, records, Event.class, effect);
    }

    @Test
    void givenWhateverFailure_deliverUnread_neverGivesUp() {
        // When
        Consumer<Event> effect = failing(50, n -> n % 2 == 0 ? new RuleException() : new IllegalStateException());
        deliveries.deliverUnread(CONSUMER, () -> effect.accept(null));
        // Then
        assertThat(tries).isEqualTo(51);
        assertThat(count("processed")).isEqualTo(1);
    }

    @Test
    void givenInstanceStops_deliver_breaksOffAndGivesUpNothing() {
        // Given
        var stopping = new Deliveries(new InMemoryProcessOnce(), new ObjectMapper(), metrics, NO_TRACES, CONSUMERS);
        stopping.stop(new ShutdownEvent());
        // When Then
        assertThatThrownBy(() -> stopping.deliver(
                        CONSUMER,
                        record(),
                        Event.class,
                        event -> true,
                        failing(100, n -> new UnavailableException("away"))))
                .isInstanceOf(DeliveryBrokenOffException.class);
        assertThat(tries).isEqualTo(1);
    }

    private void deliver(Consumer<Event> effect) {
        deliveries.deliver(CONSUMER, record(), Event.class, event -> true, effect);
    }

    private Consumer<Event> failing(int times, IntFunction<RuntimeException> failure) {
        return event -> {
            if (tries++ < times) {
                throw failure.apply(tries);
            }
        };
    }

    private double count(String outcome) {
        return metrics.counter("onsale.events.consumed", "consumer", CONSUMER, "outcome", outcome)
                .count();
    }

    private static ConsumerRecord<byte[], byte[]> record() {
        UUID id = UUID.randomUUID();
        var record =
                new ConsumerRecord<byte[], byte[]>("topic", 0, 0, null, ("{\"id\":\"" + id + "\"}").getBytes(UTF_8));
        record.headers()
                .add("ce_id", id.toString().getBytes(UTF_8))
                .add("ce_type", "topic".getBytes(UTF_8))
                .add("ce_schemaversion", "1".getBytes(UTF_8));
        return record;
    }

    @Refusal(kind = ErrorKind.CONFLICT, code = "RULE")
    private static final class RuleException extends DomainException {
        RuleException() {
            super("No.");
        }
    }

    private final class InMemoryProcessOnce implements ProcessOnce {
        @Override
        public boolean process(String consumer, UUID eventId, Runnable effect) {
            if (processed.contains(consumer + eventId)) {
                return false;
            }
            effect.run();
            return processed.add(consumer + eventId);
        }

        @Override
        public boolean processOutside(String consumer, UUID eventId, Runnable effect) {
            return process(consumer, eventId, effect);
        }

        @Override
        public void forgetOld() {}
    }
}
