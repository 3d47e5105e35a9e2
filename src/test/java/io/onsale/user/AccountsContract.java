package io.onsale.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.kernel.Money;
import io.onsale.user.domain.Charge;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.out.Accounts;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The contract of {@code Accounts}, for the fake and the adapter. Each test is one transaction. */
public abstract class AccountsContract {
    private static final Instant NOW = Instant.parse("2026-09-01T11:00:00.123Z");
    private static final int SEPTEMBER = 202609;
    private static final int OCTOBER = 202610;
    private static final Money LIMIT = new Money(1_000);

    private final UserId user = new UserId(UUID.randomUUID());
    private final UserId stranger = new UserId(UUID.randomUUID());
    private final UUID reservation = UUID.randomUUID();
    private final ChargeReference reference =
            new ChargeReference(UUID.randomUUID().toString());

    protected abstract Accounts accounts();

    protected abstract List<EntryView> ledger(UserId userId);

    @Test
    void givenNoAccount_openUnlessThere_opensIt_withItsWelcome() {
        assertThat(accounts().openUnlessThere(user, new Money(500), NOW)).isTrue();
        assertThat(accounts().exists(user)).isTrue();
        assertThat(accounts().balance(user)).isEqualTo(new Money(500));
        assertEntry(LedgerKind.WELCOME, 500, 500, Optional.empty());
    }

    @Test
    void givenAccount_openUnlessThere_changesNothing() {
        // Given
        givenBalance(300);
        // When
        boolean opened = accounts().openUnlessThere(user, new Money(500), NOW);
        // Then
        assertThat(opened).isFalse();
        assertThat(accounts().balance(user)).isEqualTo(new Money(300));
        assertThat(ledger(user)).hasSize(1);
    }

    @Test
    void givenNoWelcome_open_writesNoEntry() {
        accounts().open(List.of(user), Money.ZERO, NOW);
        accounts().openUnlessThere(stranger, Money.ZERO, NOW);
        assertThat(accounts().balance(user)).isEqualTo(Money.ZERO);
        assertThat(ledger(user)).isEmpty();
        assertThat(ledger(stranger)).isEmpty();
    }

    @Test
    void givenMany_open_givesEachTheirPoints() {
        // Given
        List<UserId> users = List.of(user, new UserId(UUID.randomUUID()));
        // When
        accounts().open(users, new Money(500), NOW);
        // Then
        assertThat(users).allSatisfy(one -> {
            assertThat(accounts().lockedBalance(one)).contains(new Money(500));
            assertThat(ledger(one)).extracting(EntryView::kind).containsExactly(LedgerKind.WELCOME);
        });
    }

    @Test
    void givenNoAccount_nothingMoves() {
        assertThat(accounts().exists(stranger)).isFalse();
        assertThat(accounts().lockedBalance(stranger)).isEmpty();
        assertThat(accounts().credit(stranger, new Money(1))).isFalse();
        assertThat(accounts().charge(stranger, new Money(1), SEPTEMBER, LIMIT)).isFalse();
        assertThat(accounts().debit(stranger, new Money(1))).isFalse();
        assertThat(accounts().exists(stranger)).isFalse();
    }

    @Test
    void givenBalance_credit_addsToIt() {
        givenBalance(300);
        assertThat(accounts().credit(user, new Money(200))).isTrue();
        assertThat(accounts().balance(user)).isEqualTo(new Money(500));
    }

    @Test
    void givenBalance_debitAllOfIt_leavesNothing() {
        givenBalance(300);
        assertThat(accounts().debit(user, new Money(300))).isTrue();
        assertThat(accounts().balance(user)).isEqualTo(Money.ZERO);
    }

    @Test
    void givenBalance_debitMore_isRejected_andChangesNothing() {
        givenBalance(300);
        assertThat(accounts().debit(user, new Money(301))).isFalse();
        assertThat(accounts().balance(user)).isEqualTo(new Money(300));
    }

    /** This is why a caller that sells for nothing must not ask. */
    @Test
    void givenBalance_moveNothing_readsAsRefused() {
        givenBalance(300);
        assertThat(accounts().debit(user, Money.ZERO)).isFalse();
        assertThat(accounts().credit(user, Money.ZERO)).isFalse();
    }

    @Test
    void givenNoChargeYet_chargeUpToTheLimit_isDone_andNotOneMore() {
        // Given
        givenBalance(300);
        // When
        boolean whole = accounts().charge(user, LIMIT, SEPTEMBER, LIMIT);
        boolean more = accounts().charge(user, new Money(1), SEPTEMBER, LIMIT);
        // Then
        assertThat(whole).isTrue();
        assertThat(more).isFalse();
        assertThat(accounts().balance(user)).isEqualTo(new Money(1_300));
    }

    @Test
    void givenCharges_chargeWhatTheMonthHasLeft_isDone() {
        givenBalance(0);
        accounts().charge(user, new Money(600), SEPTEMBER, LIMIT);
        assertThat(accounts().charge(user, new Money(401), SEPTEMBER, LIMIT)).isFalse();
        assertThat(accounts().charge(user, new Money(400), SEPTEMBER, LIMIT)).isTrue();
        assertThat(accounts().balance(user)).isEqualTo(LIMIT);
    }

    @Test
    void givenMonthThatIsFull_chargeInTheNext_isDone_asIfThereHadBeenNone() {
        // Given
        givenBalance(0);
        accounts().charge(user, LIMIT, SEPTEMBER, LIMIT);
        // When
        boolean charged = accounts().charge(user, LIMIT, OCTOBER, LIMIT);
        // Then
        assertThat(charged).isTrue();
        assertThat(accounts().balance(user)).isEqualTo(new Money(2_000));
        assertThat(accounts().charge(user, new Money(1), OCTOBER, LIMIT)).isFalse();
    }

    @Test
    void givenDebit_record_writesItDown_withTheBalanceAfterIt() {
        // Given
        givenBalance(300);
        accounts().debit(user, new Money(100));
        // When
        accounts().record(user, LedgerKind.PAYMENT, -100, Optional.of(reservation), NOW);
        // Then
        assertEntry(LedgerKind.PAYMENT, -100, 200, Optional.of(reservation));
        assertThat(accounts().isDebited(reservation)).isTrue();
        assertThat(accounts().isDebited(UUID.randomUUID())).isFalse();
    }

    @Test
    void givenRefundAlone_isDebited_isFalse() {
        givenBalance(300);
        accounts().record(user, LedgerKind.REFUND, 100, Optional.of(reservation), NOW);
        assertThat(accounts().isDebited(reservation)).isFalse();
    }

    /** This stops a second payment even where all else has failed. */
    @Test
    void givenDebitWrittenDown_recordAgain_fails_thoughARefundDoesNot() {
        // Given
        givenBalance(300);
        accounts().record(user, LedgerKind.PAYMENT, -100, Optional.of(reservation), NOW);
        // When
        assertThatThrownBy(() -> accounts().record(user, LedgerKind.PAYMENT, -100, Optional.of(reservation), NOW))
                // Then
                .isInstanceOf(RuntimeException.class);
        accounts().record(user, LedgerKind.REFUND, 100, Optional.of(reservation), NOW);
        assertThat(ledger(user))
                .extracting(EntryView::kind)
                .containsExactlyInAnyOrder(LedgerKind.REFUND, LedgerKind.PAYMENT, LedgerKind.WELCOME);
    }

    @Test
    void givenNewReference_recordOnce_writesTheChargeDown() {
        // Given
        givenBalance(300);
        var charge = new Charge(user, new Money(200), new Money(500));
        // When
        boolean recorded = accounts().recordOnce(charge, reference, NOW);
        // Then
        assertThat(recorded).isTrue();
        assertThat(accounts().charged(reference)).contains(charge);
        assertEntry(LedgerKind.CHARGE, 200, 500, Optional.empty());
    }

    @Test
    void givenReferenceOfACharge_recordOnce_isRejected_whosesoeverItIs() {
        // Given
        givenBalance(300);
        accounts().open(List.of(stranger), Money.ZERO, NOW);
        var charge = new Charge(user, new Money(200), new Money(500));
        accounts().recordOnce(charge, reference, NOW);
        // When
        boolean again = accounts().recordOnce(charge, reference, NOW);
        boolean ofAnother = accounts().recordOnce(new Charge(stranger, LIMIT, LIMIT), reference, NOW);
        // Then
        assertThat(again).isFalse();
        assertThat(ofAnother).isFalse();
        assertThat(accounts().charged(reference)).contains(charge);
        assertThat(ledger(stranger)).isEmpty();
    }

    @Test
    void givenReferenceOfNoCharge_charged_isEmpty() {
        assertThat(accounts().charged(reference)).isEmpty();
    }

    private void givenBalance(long points) {
        accounts().open(List.of(user), new Money(points), NOW);
    }

    private void assertEntry(LedgerKind kind, long amount, long balance, Optional<UUID> of) {
        // The entries are chosen by their kind, because ids of one millisecond are in no order.
        assertThat(ledger(user))
                .filteredOn(entry -> entry.kind() == kind)
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry).isEqualTo(new EntryView(entry.id(), kind, amount, balance, of, NOW)));
    }
}
