package io.onsale.queue.usecase;

import static io.onsale.queue.QueueFixture.ACTIVE_SECONDS;
import static io.onsale.queue.QueueFixture.CLAIM_SECONDS;
import static io.onsale.queue.QueueFixture.aPolicy;
import static io.onsale.queue.QueueFixture.anyConcertId;
import static io.onsale.queue.QueueFixture.anyUserId;
import static io.onsale.queue.QueueFixture.solve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.onsale.SettableClock;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.Sale;
import io.onsale.kernel.Caller;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.NotYourAccountException;
import io.onsale.queue.InMemoryWaitingQueue;
import io.onsale.queue.config.QueueConfig;
import io.onsale.queue.domain.Challenge;
import io.onsale.queue.domain.ProofOfWork;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.domain.QueueRefusals.InvalidProofOfWorkException;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkRequiredException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.in.QueueView;
import io.onsale.queue.port.out.Challenges;
import io.onsale.queue.port.out.QueuePolicyRepository;
import io.onsale.queue.port.out.QueueTokenIssuer;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests of the rules of the waiting room: what entering takes, and what users inside are told, without a server. */
class WaitingRoomRulesTest {
    private static final Duration VALID_FOR = Duration.ofMinutes(5);
    private static final int BITS = 4;

    private final SettableClock clock = new SettableClock();
    private final ConcertId concert = anyConcertId();
    private final Set<ConcertId> concerts = new HashSet<>(Set.of(concert));
    private final Set<UserId> users = new HashSet<>();
    private final Policies policies = new Policies();
    private final Tokens tokens = new Tokens();
    private final IssuedChallenges challenges = new IssuedChallenges();
    private final InMemoryWaitingQueue queue = new InMemoryWaitingQueue(clock);
    private Sale sale = Sale.TO_COME;
    private FollowedTerms terms;
    private Admission admission;
    private Doorkeeper doorkeeper;
    private WaitingRoom room;

    @BeforeEach
    void open() {
        terms = new FollowedTerms(policies, this::openTimeOf, asked -> of(asked, id -> sale));
        admission = new Admission(queue, terms);
        doorkeeper = new Doorkeeper(terms, challenges, clock, new Settings());
        room = new WaitingRoom(
                queue,
                terms,
                doorkeeper,
                tokens,
                tokens,
                this::openTimeOf,
                user -> CompletableFuture.completedStage(users.contains(user)),
                clock);
    }

    // enter

    @Test
    void givenRoom_enter_isIn_andHasAToken() {
        UserId user = aUser();
        QueueView view = enter(user);
        assertThat(view.turn().isActive()).isTrue();
        assertThat(tokens.verify(view.token())).isEqualTo(view.turn().ticket());
        assertThat(view.turn().ticket().user()).isEqualTo(user);
        assertThat(view.outlook().waitSeconds()).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void givenUserWhoIsIn_enterAgain_hasTheSameTokenAndTurn() {
        QueueView inside = enter(aUser());
        QueueView waiting = enter(aUser());
        assertThat(enter(inside.turn().ticket().user())).isEqualTo(inside);
        assertThat(enter(waiting.turn().ticket().user())).isEqualTo(waiting);
        assertThat(waiting.token()).isNotEqualTo(inside.token());
    }

    @Test
    void givenCallerWhoIsAnother_enter_isRejected_beforeAnythingIsLookedUp() {
        Caller another = Caller.of(anyUserId().value());
        assertRefused(
                NotYourAccountException.class, () -> join(another, anyConcertId(), anyUserId(), Optional.empty()));
        UserId user = aUser();
        assertThat(join(Caller.of(user.value()), concert, user, Optional.empty())
                        .turn()
                        .isActive())
                .isTrue();
    }

    @Test
    void givenNoSuchConcert_enter_isRejected() {
        assertRefused(
                ConcertNotFoundException.class, () -> join(Caller.TRUSTED, anyConcertId(), aUser(), Optional.empty()));
    }

    @Test
    void givenUserWhoIsNotRegistered_enter_isRejected_andTakesNoPlace() {
        assertRefused(UserNotFoundException.class, () -> enter(anyUserId()));
        assertThat(enter(aUser()).turn().isActive()).isTrue();
    }

    @Test
    void givenSaleThatIsOver_enter_isRejected_andThoseInsideAreTold() {
        // Given
        sale = new Sale(clock.instant().plusSeconds(60), true);
        QueueView inside = enter(aUser());
        assertThat(inside.soldOut()).isTrue();
        assertThat(inside.saleOver()).isFalse();
        // When
        clock.advance(Duration.ofSeconds(60));
        // Then
        assertRefused(SaleOverException.class, () -> enter(aUser()));
        assertThat(check(inside).saleOver()).isTrue();
    }

    // the proof of work

    @Test
    void givenNoWork_issue_asksForNone_andEnterLooksAtNoProof() {
        UserId user = aUser();
        assertThat(doorkeeper.issue(Caller.TRUSTED, concert, user)).isEmpty();
        assertThat(enter(user, "nonsense").turn().isActive()).isTrue();
    }

    @Test
    void givenWork_enterWithItsProof_isIn() {
        // Given
        policies.workOf(BITS);
        UserId user = aUser();
        Instant before = clock.instant();
        // When
        Doorkeeper.Task task = task(user);
        // Then
        assertThat(task.bits()).isEqualTo(BITS);
        assertThat(task.expiresAt())
                .isBetween(before.plus(VALID_FOR), clock.instant().plus(VALID_FOR));
        assertThat(enter(user, solve(task.challenge(), BITS)).turn().isActive()).isTrue();
    }

    @Test
    void givenWork_enterWithoutAProof_isRejected() {
        policies.workOf(BITS);
        assertRefused(ProofOfWorkRequiredException.class, () -> enter(aUser()));
    }

    @Test
    void givenWork_enterWithAProofThatIsNone_isRejected() {
        policies.workOf(BITS);
        UserId user = aUser();
        String challenge = task(user).challenge();
        assertRefused(InvalidProofOfWorkException.class, () -> enter(user, solve("of nobody", BITS)));
        assertRefused(InvalidProofOfWorkException.class, () -> enter(user, tooLittleWorkOn(challenge)));
        assertRefused(InvalidProofOfWorkException.class, () -> enter(aUser(), solve(challenge, BITS)));
    }

    @Test
    void givenWorkForAnotherConcert_enter_isRejected() {
        policies.workOf(BITS);
        ConcertId other = anyConcertId();
        concerts.add(other);
        UserId user = aUser();
        String challenge =
                doorkeeper.issue(Caller.TRUSTED, other, user).orElseThrow().challenge();
        assertRefused(InvalidProofOfWorkException.class, () -> enter(user, solve(challenge, BITS)));
    }

    @Test
    void givenChallengeThatHasExpired_enter_isRejected() {
        policies.workOf(BITS);
        UserId user = aUser();
        String proof = solve(task(user).challenge(), BITS);
        clock.advance(VALID_FOR);
        assertRefused(InvalidProofOfWorkException.class, () -> enter(user, proof));
    }

    @Test
    void givenProofByWhichOneHasEntered_enterAfterLeaving_isRejected() {
        policies.workOf(BITS);
        UserId user = aUser();
        String proof = solve(task(user).challenge(), BITS);
        room.leave(concert, enter(user, proof).token());
        assertRefused(ProofOfWorkUsedException.class, () -> enter(user, proof));
    }

    @Test
    void givenMoreWorkAskedForMeanwhile_enter_isIn() {
        policies.workOf(BITS);
        UserId user = aUser();
        String proof = solve(task(user).challenge(), BITS);
        policies.workOf(QueuePolicy.MAX_PROOF_OF_WORK_BITS);
        terms.reread(concert);
        assertThat(enter(user, proof).turn().isActive()).isTrue();
    }

    @Test
    void givenCallerWhoIsAnother_issue_isRejected() {
        assertRefused(
                NotYourAccountException.class,
                () -> doorkeeper.issue(Caller.of(anyUserId().value()), anyConcertId(), anyUserId()));
    }

    // check

    @Test
    void givenWaiter_check_tellsTheirPlace_untilTheTurnHasCome() {
        // Given
        QueueView inside = enter(aUser());
        QueueView next = enter(aUser());
        QueueView last = enter(aUser());
        admit();
        assertThat(check(last).turn()).isEqualTo(Turn.waiting(last.turn().ticket(), 2));
        // When
        room.leave(concert, inside.token());
        admit();
        // Then
        assertThat(check(next).turn().isActive()).isTrue();
        assertThat(check(last).turn()).isEqualTo(Turn.waiting(last.turn().ticket(), 1));
    }

    @Test
    void givenTurnThatHasCome_check_claimsIt() {
        // Given
        QueueView inside = enter(aUser());
        QueueView next = enter(aUser());
        room.leave(concert, inside.token());
        admit();
        // When
        check(next);
        // Then
        clock.advance(Duration.ofSeconds(CLAIM_SECONDS));
        assertThat(check(next).turn().isActive()).isTrue();
    }

    @Test
    void givenTurnThatIsOver_check_isRejected() {
        QueueView inside = enter(aUser());
        clock.advance(Duration.ofSeconds(ACTIVE_SECONDS));
        assertRefused(QueueTokenEndedException.class, () -> check(inside));
    }

    @Test
    void givenTokenOfAnotherConcert_check_isRejected_asIsOneForNoConcert() {
        QueueView inside = enter(aUser());
        ConcertId other = anyConcertId();
        assertRefused(
                ConcertNotFoundException.class,
                () -> room.check(other, inside.turn().ticket(), inside.token()));
        concerts.add(other);
        assertRefused(
                TokenOfAnotherConcertException.class,
                () -> room.check(other, inside.turn().ticket(), inside.token()));
    }

    @Test
    void givenQueueThatIsNotFollowedYet_isAtHand_onceSomebodyHasEntered() {
        assertThat(room.isAtHand(concert)).isFalse();
        enter(aUser());
        assertThat(room.isAtHand(concert)).isTrue();
    }

    // leave

    @Test
    void givenWhoeverIsIn_leave_endsTheToken() {
        QueueView inside = enter(aUser());
        QueueView waiting = enter(aUser());
        room.leave(concert, inside.token());
        room.leave(concert, waiting.token());
        assertRefused(QueueTokenEndedException.class, () -> check(inside));
        assertRefused(QueueTokenEndedException.class, () -> check(waiting));
        assertRefused(QueueTokenEndedException.class, () -> room.leave(concert, inside.token()));
    }

    @Test
    void givenTokenThatIsNone_leave_isRejected() {
        assertRefused(InvalidQueueTokenException.class, () -> room.leave(concert, "nonsense"));
    }

    @Test
    void givenTokenOfAnotherConcert_leave_isRejected_andTheTurnGoesOn() {
        QueueView inside = enter(aUser());
        ConcertId other = anyConcertId();
        concerts.add(other);
        assertRefused(TokenOfAnotherConcertException.class, () -> room.leave(other, inside.token()));
        assertThat(check(inside).turn()).isEqualTo(inside.turn());
    }

    private UserId aUser() {
        UserId user = anyUserId();
        users.add(user);
        return user;
    }

    private QueueView enter(UserId user) {
        return join(Caller.TRUSTED, concert, user, Optional.empty());
    }

    private QueueView enter(UserId user, String proof) {
        return join(Caller.TRUSTED, concert, user, Optional.of(proof));
    }

    private QueueView join(Caller caller, ConcertId entered, UserId user, Optional<String> proof) {
        return room.enter(caller, entered, user, proof).toCompletableFuture().join();
    }

    private QueueView check(QueueView view) {
        return room.check(concert, view.turn().ticket(), view.token())
                .toCompletableFuture()
                .join();
    }

    private void admit() {
        admission.admit().toCompletableFuture().join();
    }

    private Doorkeeper.Task task(UserId user) {
        return doorkeeper.issue(Caller.TRUSTED, concert, user).orElseThrow();
    }

    private static String tooLittleWorkOn(String challenge) {
        return IntStream.iterate(0, counter -> counter + 1)
                .mapToObj(counter -> challenge + ':' + counter)
                .filter(proof -> !ProofOfWork.parse(proof).isWorth(BITS))
                .findFirst()
                .orElseThrow();
    }

    /** Asserts a refusal, thrown at once or by the stage that is returned. */
    private static void assertRefused(Class<? extends DomainException> refusal, ThrowingCallable call) {
        assertThatThrownBy(call)
                .extracting(failure -> failure instanceof CompletionException ? failure.getCause() : failure)
                .isInstanceOf(refusal);
    }

    private Instant openTimeOf(ConcertId concertId) {
        if (!concerts.contains(concertId)) {
            throw new ConcertNotFoundException(concertId);
        }
        return Instant.EPOCH;
    }

    private static <T> Map<ConcertId, T> of(Set<ConcertId> concertIds, Function<ConcertId, T> value) {
        return concertIds.stream().collect(Collectors.toMap(Function.identity(), value));
    }

    /** The same policy for all concerts: one slot, and this much work to enter. */
    private static final class Policies implements QueuePolicyRepository {
        private QueuePolicy policy = aPolicy(1);

        private void workOf(int bits) {
            policy = aPolicy(1, OptionalInt.empty(), CLAIM_SECONDS, ACTIVE_SECONDS, false, bits);
        }

        @Override
        public Map<ConcertId, QueuePolicy> find(Set<ConcertId> concertIds) {
            return of(concertIds, id -> policy);
        }

        @Override
        public void save(ConcertId concertId, QueuePolicy saved) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Tokens implements QueueTokens, QueueTokenIssuer {
        private final Map<String, QueueTicket> issued = new HashMap<>();

        @Override
        public String issue(QueueTicket ticket) {
            String token = "token " + ticket.sequence();
            issued.put(token, ticket);
            return token;
        }

        @Override
        public QueueTicket verify(String token) {
            return Optional.ofNullable(issued.get(token)).orElseThrow(InvalidQueueTokenException::new);
        }
    }

    private static final class IssuedChallenges implements Challenges {
        private final Map<String, Challenge> issued = new HashMap<>();

        @Override
        public String issue(Challenge challenge) {
            String text = UUID.randomUUID().toString();
            issued.put(text, challenge);
            return text;
        }

        @Override
        public Optional<Challenge> verify(String challenge) {
            return Optional.ofNullable(issued.get(challenge));
        }
    }

    /** The settings; only that of the proof of work is used here. */
    private static final class Settings implements QueueConfig {
        @Override
        public ProofOfWork proofOfWork() {
            return () -> VALID_FOR;
        }

        @Override
        public int maxActive() {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalInt admitPerSecond() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration claimWindow() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration activeTime() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration firstHold() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int unpaidHolds() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Duration releaseSpread() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Admission admission() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Token token() {
            throw new UnsupportedOperationException();
        }
    }
}
