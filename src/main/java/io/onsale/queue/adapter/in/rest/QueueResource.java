package io.onsale.queue.adapter.in.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.kernel.Caller;
import io.onsale.kernel.NotYourAccountException;
import io.onsale.platform.identity.BearerToken;
import io.onsale.platform.identity.Callers;
import io.onsale.platform.identity.IdentityRefusals.SubjectIsNoUserException;
import io.onsale.platform.identity.Role;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.platform.web.Refuses;
import io.onsale.queue.domain.ProofOfWork;
import io.onsale.queue.domain.QueueRefusals.EntryNotOpenException;
import io.onsale.queue.domain.QueueRefusals.InvalidProofOfWorkException;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkRequiredException;
import io.onsale.queue.domain.QueueRefusals.ProofOfWorkUsedException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.SaleOverException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueStatus;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.domain.Turn;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.queue.port.in.QueueView;
import io.onsale.queue.usecase.Doorkeeper;
import io.onsale.queue.usecase.WaitingRoom;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

@Path("/api/v1/queue/concerts/{concertId}")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Waiting room", description = "Entered with the user token, then with the queue token as bearer token.")
@PermitAll // who the queue token allows
@Refuses({ConcertNotFoundException.class, RateLimitedException.class})
public class QueueResource {
    private static final String PROOF_OF_WORK = "Proof-Of-Work";

    private final WaitingRoom waitingRoom;
    private final Doorkeeper doorkeeper;
    private final Callers callers;
    private final QueueTokens tokens;
    private final RequestLimits limits;
    private final FirstRequests firstRequests;

    public QueueResource(
            WaitingRoom waitingRoom, Doorkeeper doorkeeper, QueueTokens tokens, RequestLimits limits, Callers callers) {
        this.waitingRoom = waitingRoom;
        this.doorkeeper = doorkeeper;
        this.callers = callers;
        this.tokens = tokens;
        this.limits = limits;
        this.firstRequests = new FirstRequests(waitingRoom::follow, Infrastructure.getDefaultExecutor());
    }

    /**
     * @param tokenId the queue token
     * @param position 0 when active, else from 1; never grows
     * @param expiresAt when the slot ends; null while waiting, which does not expire for a client that polls as told
     * @param enteredAt when the slot was granted; null while waiting
     * @param waitTime in minutes, rounded up
     * @param soldOut every seat that can still be booked is paid for; returned ones may come back
     * @param saleOver the last deadline has passed: there is nothing left to wait for
     */
    @JsonInclude // the fields are a contract: those without a value are there too
    public record Place(
            String tokenId,
            UUID userId,
            UUID concertId,
            QueueStatus status,
            long position,
            Instant issuedAt,
            Instant expiresAt,
            Instant enteredAt,
            Long waitTime,
            Long waitSeconds,
            long pollAfterMs,
            boolean soldOut,
            boolean saleOver) {

        static Place of(QueueView view) {
            Turn turn = view.turn();
            return new Place(
                    view.token(),
                    turn.ticket().user().value(),
                    turn.ticket().concert().value(),
                    turn.status(),
                    turn.position(),
                    turn.ticket().issuedAt(),
                    turn.expiresAt(),
                    turn.enteredAt(),
                    orNull(view.outlook().waitMinutes()),
                    orNull(view.outlook().waitSeconds()),
                    view.outlook().pollAfterMillis(),
                    view.soldOut(),
                    view.saleOver());
        }

        private static Long orNull(OptionalLong value) {
            return value.isPresent() ? value.getAsLong() : null;
        }
    }

    /**
     * @param challenge opaque; null if entering takes no work
     * @param bits zero bits with which the digest must begin; 0 if entering takes no work
     * @param expiresAt from when on the challenge is good for nothing; null if there is none
     */
    @JsonInclude
    @RegisterForReflection
    public record Work(String challenge, int bits, String algorithm, Instant expiresAt) {
        private static final Work NONE = new Work(null, 0, ProofOfWork.ALGORITHM, null);

        static Work of(Doorkeeper.Task task) {
            return new Work(task.challenge(), task.bits(), ProofOfWork.ALGORITHM, task.expiresAt());
        }
    }

    @GET
    @Path("/users/{userId}/challenge")
    @RolesAllowed(Role.USER)
    @NonBlocking
    @Operation(
            summary = "The work that entering the waiting room takes",
            description =
                    "Count until the SHA-256 of <challenge>:<counter> begins with as many zero bits as are asked for, and enter with "
                            + "<challenge>:<counter> in the header Proof-Of-Work. Where bits is 0, just enter. Whether there is "
                            + "such a user is not looked up.")
    @APIResponse(responseCode = "200", description = "A challenge of one's own, for one entry")
    @Refuses({NotYourAccountException.class, SubjectIsNoUserException.class})
    public CompletionStage<Work> challenge(
            @PathParam("concertId") UUID concertId,
            @PathParam("userId") UUID userId,
            @Context HttpServerRequest request) {
        var concert = new ConcertId(concertId);
        Caller caller = callers.current();
        caller.requireIs(userId); // before it counts against the user
        return limits.within(
                LimitedAction.ENTER,
                known(concert),
                userId,
                request,
                () -> atHand(concert, () -> {
                    var work = doorkeeper.issue(caller, concert, new UserId(userId));
                    return CompletableFuture.completedStage(work.map(Work::of).orElse(Work.NONE));
                }));
    }

    /** Null if there may be no such concert: made-up ones have one limit together, instead of one each. */
    private UUID known(ConcertId concert) {
        return waitingRoom.isAtHand(concert) ? concert.value() : null;
    }

    @POST
    @Path("/users/{userId}")
    @ResponseStatus(201)
    @RolesAllowed(Role.USER)
    @NonBlocking
    @Operation(
            summary = "Enter the waiting room",
            description =
                    "Whoever is in already gets the same token and keeps the place. Where the concert asks for a proof of work, each "
                            + "call needs one; it is used up by whoever was not in yet. After the last deadline only those who are in already get an "
                            + "answer; where everything is sold and paid, soldOut says so, since seats may be returned.")
    @APIResponse(responseCode = "201", description = "In, or waiting")
    @Refuses({
        NotYourAccountException.class,
        SubjectIsNoUserException.class,
        InvalidProofOfWorkException.class,
        UserNotFoundException.class,
        ProofOfWorkUsedException.class,
        SaleOverException.class,
        EntryNotOpenException.class,
        ProofOfWorkRequiredException.class
    })
    public CompletionStage<Place> enter(
            @PathParam("concertId") UUID concertId,
            @PathParam("userId") UUID userId,
            @HeaderParam(PROOF_OF_WORK) String proofOfWork,
            @Context HttpServerRequest request) {
        var concert = new ConcertId(concertId);
        Caller caller = callers.current();
        caller.requireIs(userId); // before it counts against the user
        var proof = Optional.ofNullable(proofOfWork);
        return limits.within(
                LimitedAction.ENTER,
                known(concert),
                userId,
                request,
                () -> place(concert, () -> waitingRoom.enter(caller, concert, new UserId(userId), proof)));
    }

    @GET
    @NonBlocking
    @Operation(
            summary = "Where the holder of a queue token stands",
            description =
                    "Ask again after pollAfterMs. Claims the slot when the turn has come. soldOut: all that can still be booked is paid "
                            + "for, but may be returned. saleOver: the last deadline has passed; holds can still be paid.")
    @APIResponse(responseCode = "200", description = "WAITING or ACTIVE")
    @Refuses({InvalidQueueTokenException.class, QueueTokenEndedException.class, TokenOfAnotherConcertException.class})
    public CompletionStage<Place> check(
            @PathParam("concertId") UUID concertId,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context HttpServerRequest request) {
        var concert = new ConcertId(concertId);
        String token = BearerToken.from(authorization);
        QueueTicket ticket = tokens.verify(token);
        return limits.within(
                LimitedAction.POLL,
                ticket.concert().value(),
                ticket.user().value(),
                request,
                () -> place(concert, () -> waitingRoom.check(concert, ticket, token)));
    }

    private CompletionStage<Place> place(ConcertId concert, Supplier<CompletionStage<QueueView>> view) {
        return atHand(concert, () -> view.get().thenApply(Place::of));
    }

    private <T> CompletionStage<T> atHand(ConcertId concert, Supplier<CompletionStage<T>> answer) {
        if (waitingRoom.isAtHand(concert)) {
            return answer.get();
        }
        io.opentelemetry.context.Context trace = io.opentelemetry.context.Context.current();
        return firstRequests.followed(concert).thenCompose(followed -> {
            try (Scope scope = trace.makeCurrent()) {
                return answer.get();
            }
        });
    }

    @DELETE
    @Blocking
    @Operation(summary = "Leave the waiting room, or give up the slot")
    @APIResponse(responseCode = "204", description = "Place or slot is free")
    @Refuses({InvalidQueueTokenException.class, QueueTokenEndedException.class, TokenOfAnotherConcertException.class})
    public void leave(
            @PathParam("concertId") UUID concertId,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context HttpServerRequest request) {
        String token = BearerToken.from(authorization);
        QueueTicket ticket = tokens.verify(token);
        limits.require(
                LimitedAction.CANCEL, ticket.concert().value(), ticket.user().value(), request);
        waitingRoom.leave(new ConcertId(concertId), token);
    }
}
