package io.onsale.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.ExpectedFailures;
import io.onsale.Race;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.kernel.IdGenerator;
import io.onsale.kernel.Money;
import io.onsale.platform.database.Sql;
import io.onsale.user.adapter.out.persistence.SqlAccounts;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.Test;

/** Charges by reference: a payment that is reported several times, also at the same time, is charged once. */
@QuarkusTest
class ChargeReferenceTest {
    private static final int AT_ONCE = 20;

    private final BookingApi api = new BookingApi();

    @Inject
    Database database;

    @Inject
    Sql sql;

    @Inject
    StatelessSession bulk;

    @Inject
    IdGenerator ids;

    @Inject
    SqlAccounts accounts;

    @Test
    void givenReferenceAgain_charge_theSameAnswerAndNothingMore() {
        // Given
        String user = api.aUser(5_000);
        String reference = anyReference();
        Answer first = api.chargeOnce(reference, user, 1_000);
        api.charge(user, 2_000);
        // When
        Answer again = api.chargeOnce(reference, user, 1_000);
        // Then
        assertThat(first.body().path("amount").asLong()).isEqualTo(6_000);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(first.body());
        balanceIs(user, 8_000);
    }

    @Test
    void givenReferenceOfAnotherUserOrAmount_charge_isRefused() {
        // Given
        String user = api.aUser(0);
        String other = api.aUser(0);
        String reference = anyReference();
        api.chargeOnce(reference, user, 1_000);
        // When, Then
        for (Answer refused :
                List.of(api.chargeOnce(reference, other, 1_000), api.chargeOnce(reference, user, 1_001))) {
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.code()).isEqualTo("CHARGE_REFERENCE_REUSED");
        }
        balanceIs(user, 1_000);
        balanceIs(other, 0);
    }

    /** Collations take these references for the same. */
    @Test
    void givenReferencesThatLookAlike_charge_eachIsItsOwn() {
        // Given
        String user = api.aUser(0);
        String reference = anyReference();
        List<String> alike = Stream.of("a", "A", "a ", " a", "\u00e1", "a\u0301", "\uff41", "\ud83c\udfab".repeat(50))
                .map(end -> reference + end)
                .toList();
        // When
        alike.forEach(each -> api.chargeOnce(each, user, 1_000));
        // Then
        balanceIs(user, 1_000L * alike.size());
    }

    @Test
    void givenLimitReached_charge_isRefusedAndTheReferenceIsFree_butOneChargedBeforeIsAnswered() {
        // Given
        String user = api.aUser(0);
        String reference = anyReference();
        IntStream.range(0, 4).forEach(i -> api.charge(user, 2_000_000));
        String last = anyReference();
        api.chargeOnce(last, user, 2_000_000);
        // When, Then
        assertThat(api.chargeOnce(reference, user, 1).code()).isEqualTo("CHARGE_LIMIT");
        assertThat(api.chargeOnce(last, user, 2_000_000).status()).isEqualTo(200);
        assertThat(api.chargeOnce(reference, api.aUser(0), 1).status()).isEqualTo(200);
        balanceIs(user, 10_000_000);
    }

    @Test
    void given20AtOnce_charge_onlyOneIsMade() throws Exception {
        String user = api.aUser(0);
        String reference = anyReference();
        madeOnce(user, atOnce(Collections.nCopies(AT_ONCE, user), reference));
    }

    @Test
    void given20AtOnceAndNoUniqueKey_charge_theRaceIsLost() throws Exception {
        QuarkusMock.installMockForInstance(new LookThenWrite(), accounts);
        String user = api.aUser(0);
        try (var deadlocks = new ExpectedFailures()) {
            List<Answer> answers = atOnce(Collections.nCopies(AT_ONCE, user), anyReference());
            assertThatThrownBy(() -> madeOnce(user, answers)).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void given20UsersAtOnce_charge_oneHasItAndTheOthersAreRefused() throws Exception {
        // Given
        List<String> users = Stream.generate(() -> api.aUser(0)).limit(AT_ONCE).toList();
        // When
        List<Answer> answers = atOnce(users, anyReference());
        // Then
        assertThat(answers).extracting(Answer::status).containsOnlyOnce(200).containsOnly(200, 422);
        assertThat(users.stream().mapToLong(api::points).sum()).isEqualTo(1_000);
        assertThat(users)
                .allSatisfy(user -> assertThat(database.ledgerSum(user)).isEqualTo(api.points(user)));
    }

    /** Charges of different references, as from a webhook's handler when a concert opens, do not block each other. */
    @Test
    void given20UsersWithTheirOwnReferencesAtOnce_charge_allAreMade() throws Exception {
        // Given
        List<String> users = Stream.generate(() -> api.aUser(0)).limit(AT_ONCE).toList();
        String reference = anyReference();
        // When
        List<Answer> answers = Race.between(IntStream.range(0, AT_ONCE)
                .<Callable<Answer>>mapToObj(i -> () -> api.chargeOnce(reference + i, users.get(i), 1_000))
                .toList());
        // Then
        assertThat(answers).extracting(Answer::status).containsOnly(200);
        users.forEach(user -> balanceIs(user, 1_000));
    }

    private List<Answer> atOnce(List<String> users, String reference) throws Exception {
        return Race.between(users.stream()
                .<Callable<Answer>>map(user -> () -> api.chargeOnce(reference, user, 1_000))
                .toList());
    }

    private void madeOnce(String user, List<Answer> answers) {
        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(answer.body().path("amount").asLong()).isEqualTo(1_000);
        });
        balanceIs(user, 1_000);
        assertThat(api.history(user)).hasSize(1);
    }

    private void balanceIs(String user, long points) {
        assertThat(api.points(user)).isEqualTo(points).isEqualTo(database.ledgerSum(user));
    }

    private static String anyReference() {
        return "payment " + UUID.randomUUID();
    }

    /**
     * The accounts without their guard: this looks whether there is such a charge, and writes without a key and a lock;
     * the two who looked first wait for each other in between.
     */
    class LookThenWrite extends SqlAccounts {
        private final CountDownLatch looked = new CountDownLatch(2);

        LookThenWrite() {
            super(sql, bulk, ids);
        }

        @Override
        public Optional<Money> lockedBalance(UserId userId) {
            return Optional.of(balance(userId));
        }

        @Override
        public boolean recordOnce(Charge charge, ChargeReference reference, Instant now) {
            looked.countDown();
            try {
                looked.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            record(charge.userId(), LedgerKind.CHARGE, charge.points().won(), Optional.empty(), now);
            return true;
        }
    }
}
