package io.onsale.reservation.adapter.in.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotOfConcertException;
import io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException;
import io.onsale.concert.domain.ConcertRefusals.NotOpenYetException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.SeatNotOfDateException;
import io.onsale.concert.domain.SeatId;
import io.onsale.platform.idempotency.Replies;
import io.onsale.platform.idempotency.Replies.Reply;
import io.onsale.platform.identity.BearerToken;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.platform.web.Refuses;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueRefusals.QueueTokenEndedException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.DuplicateSeatException;
import io.onsale.reservation.domain.ReservationRefusals.HoldCoolDownException;
import io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.onsale.reservation.domain.ReservationRefusals.SeatLimitException;
import io.onsale.reservation.domain.ReservationRefusals.SeatTakenException;
import io.onsale.reservation.domain.ReservationRefusals.StillWaitingException;
import io.onsale.reservation.domain.ReservationStatus;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.reservation.port.in.ReserveSeats;
import io.onsale.reservation.usecase.SettleReservations;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations", description = "With the queue token as bearer token.")
@PermitAll // who the queue token allows
@Refuses({InvalidQueueTokenException.class, TokenOfAnotherConcertException.class, RateLimitedException.class})
public class ReservationResource {
    private final ReserveSeats reserveSeats;
    private final SettleReservations settleReservations;
    private final ReservationQueries reservations;
    private final QueueTokens tokens;
    private final Replies replies;
    private final RequestLimits limits;
    private final Clock clock;

    public ReservationResource(
            ReserveSeats reserveSeats,
            SettleReservations settleReservations,
            ReservationQueries reservations,
            QueueTokens tokens,
            Replies replies,
            RequestLimits limits,
            Clock clock) {
        this.reserveSeats = reserveSeats;
        this.settleReservations = settleReservations;
        this.reservations = reservations;
        this.tokens = tokens;
        this.replies = replies;
        this.limits = limits;
        this.clock = clock;
    }

    /** The refusals of a hold, of one seat or several. */
    @Refuses({
        SeatNotOfDateException.class,
        DateNotOfConcertException.class,
        NotOpenYetException.class,
        DeadlinePassedException.class,
        QueueTokenEndedException.class,
        StillWaitingException.class,
        DateNotFoundException.class,
        SeatNotFoundException.class,
        SeatTakenException.class,
        SeatLimitException.class,
        ReservationBusyException.class,
        HoldCoolDownException.class
    })
    @interface RefusesHold {}

    public record SeatRequest(
            @NotNull UUID concertId, @NotNull UUID concertDateId) {}

    public record OrderRequest(
            @NotNull UUID concertId,
            @NotNull UUID concertDateId,
            @NotNull @Size(min = 1, max = 4) List<@NotNull UUID> seatIds) {}

    @RegisterForReflection
    public record ReservedSeatResponse(UUID seatId, int seatNo, long price) {}

    /**
     * @param seatId the seat, where there is just one
     * @param price of all seats together
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @RegisterForReflection
    public record ReservationResponse(
            UUID reservationId,
            UUID concertId,
            UUID concertDateId,
            UUID seatId,
            Integer seatNo,
            List<ReservedSeatResponse> seats,
            long price,
            ReservationStatus status,
            Instant expiresAt,
            Instant createdAt) {

        static ReservationResponse of(Reservation reservation, Instant now) {
            List<ReservedSeatResponse> seats = reservation.seats().stream()
                    .map(seat -> new ReservedSeatResponse(
                            seat.seatId().value(), seat.number(), seat.price().won()))
                    .toList();
            boolean single = seats.size() == 1;
            return new ReservationResponse(
                    reservation.id().value(),
                    reservation.concertId().value(),
                    reservation.concertDateId().value(),
                    single ? seats.get(0).seatId() : null,
                    single ? seats.get(0).seatNo() : null,
                    seats,
                    reservation.price().won(),
                    reservation.statusAt(now),
                    reservation.expiresAt(),
                    reservation.createdAt());
        }
    }

    @POST
    @Path("reservations/seats/{seatId}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Reserve one seat",
            description =
                    "Holds it for five minutes, payable at once. Asking again for a seat that one holds gives the same reservation.")
    @APIResponse(
            responseCode = "200",
            description = "Held",
            content = @Content(schema = @Schema(implementation = ReservationResponse.class)))
    @RefusesHold
    public Response reserveSeat(
            UUID seatId,
            @NotNull @Valid SeatRequest request,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        QueueTicket ticket = tokens.verify(BearerToken.from(authorization));
        requireWithinLimits(LimitedAction.RESERVE, ticket, http);
        var command = command(ticket, request.concertId(), request.concertDateId(), List.of(seatId));
        return replies.reply(
                ticket.user().value(),
                idempotencyKey,
                uri,
                List.of(ticket.concert().value(), request),
                () -> Reply.ok(view(reserveSeats.reserve(command))));
    }

    @POST
    @Path("reservations")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Reserve up to four seats", description = "All of them or none, in one reservation.")
    @APIResponse(
            responseCode = "201",
            description = "Held",
            content = @Content(schema = @Schema(implementation = ReservationResponse.class)))
    @RefusesHold
    @Refuses(DuplicateSeatException.class)
    public Response reserve(
            @NotNull @Valid OrderRequest request,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        QueueTicket ticket = tokens.verify(BearerToken.from(authorization));
        requireWithinLimits(LimitedAction.RESERVE, ticket, http);
        var command = command(ticket, request.concertId(), request.concertDateId(), request.seatIds());
        return replies.reply(
                ticket.user().value(),
                idempotencyKey,
                uri,
                List.of(ticket.concert().value(), request),
                () -> Reply.created(view(reserveSeats.reserve(command))));
    }

    @GET
    @Path("reservations/{reservationId}")
    @Operation(summary = "Read one's reservation")
    @APIResponse(responseCode = "200", description = "The reservation")
    @Refuses({NotYourReservationException.class, ReservationNotFoundException.class})
    public ReservationResponse reservation(
            UUID reservationId,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @Context HttpServerRequest http) {
        QueueTicket ticket = tokens.verify(BearerToken.from(authorization));
        requireWithinLimits(LimitedAction.READ, ticket, http);
        return view(reservations.reservation(new ReservationId(reservationId), ticket));
    }

    @DELETE
    @Path("reservations/{reservationId}")
    @Operation(
            summary = "Cancel one's reservation",
            description = "A hold at any time; a paid one before the deadline, refunded in full.")
    @APIResponse(
            responseCode = "200",
            description = "Cancelled",
            content = @Content(schema = @Schema(implementation = ReservationResponse.class)))
    @Refuses({
        NotYourReservationException.class,
        ReservationNotFoundException.class,
        ReservationFinalException.class,
        ReservationBusyException.class
    })
    public Response cancel(
            UUID reservationId,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        QueueTicket ticket = tokens.verify(BearerToken.from(authorization));
        requireWithinLimits(LimitedAction.CANCEL, ticket, http);
        var id = new ReservationId(reservationId);
        return replies.reply(
                ticket.user().value(),
                idempotencyKey,
                uri,
                List.of(ticket.concert().value(), "DELETE"),
                () -> Reply.ok(view(settleReservations.cancel(id, ticket))));
    }

    private void requireWithinLimits(LimitedAction action, QueueTicket ticket, HttpServerRequest http) {
        limits.require(action, ticket.concert().value(), ticket.user().value(), http);
    }

    private static ReserveSeats.Command command(
            QueueTicket ticket, UUID concertId, UUID concertDateId, List<UUID> seatIds) {
        return new ReserveSeats.Command(
                ticket,
                new ConcertId(concertId),
                new ConcertDateId(concertDateId),
                seatIds.stream().map(SeatId::new).toList());
    }

    private ReservationResponse view(Reservation reservation) {
        return ReservationResponse.of(reservation, clock.instant());
    }
}
