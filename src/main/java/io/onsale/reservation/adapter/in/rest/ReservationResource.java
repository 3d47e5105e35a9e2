package io.onsale.reservation.adapter.in.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.SeatId;
import io.onsale.platform.idempotency.Replies;
import io.onsale.platform.idempotency.Replies.Reply;
import io.onsale.platform.identity.BearerToken;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.reservation.domain.Reservation;
import io.onsale.reservation.domain.ReservationId;
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
    @APIResponse(
            responseCode = "400",
            description =
                    "VALIDATION, MALFORMED_JSON, MALFORMED_ID, SEAT_NOT_OF_DATE, DATE_NOT_OF_CONCERT, NOT_OPEN_YET, DEADLINE_PASSED,"
                            + " IDEMPOTENCY_KEY_INVALID")
    @APIResponse(
            responseCode = "401",
            description =
                    "CREDENTIALS_MISSING, QUEUE_TOKEN_INVALID, QUEUE_TOKEN_ENDED: ask for the turn once more, which comes back if it was lost"
                            + " by an outage")
    @APIResponse(responseCode = "403", description = "STILL_WAITING, TOKEN_OF_ANOTHER_CONCERT")
    @APIResponse(responseCode = "404", description = "DATE_NOT_FOUND, SEAT_NOT_FOUND")
    @APIResponse(responseCode = "409", description = "SEAT_TAKEN, SEAT_LIMIT, RESERVATION_BUSY, REQUEST_IN_PROGRESS")
    @APIResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
    @APIResponse(responseCode = "429", description = "RATE_LIMITED, HOLD_COOL_DOWN: ask again after Retry-After")
    @APIResponse(responseCode = "503", description = "UNAVAILABLE, OVERLOADED: ask again after Retry-After")
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
    @APIResponse(
            responseCode = "400",
            description =
                    "VALIDATION, MALFORMED_JSON, DUPLICATE_SEAT, SEAT_NOT_OF_DATE, DATE_NOT_OF_CONCERT, NOT_OPEN_YET, DEADLINE_PASSED,"
                            + " IDEMPOTENCY_KEY_INVALID")
    @APIResponse(
            responseCode = "401",
            description =
                    "CREDENTIALS_MISSING, QUEUE_TOKEN_INVALID, QUEUE_TOKEN_ENDED: ask for the turn once more, which comes back if it was lost"
                            + " by an outage")
    @APIResponse(responseCode = "403", description = "STILL_WAITING, TOKEN_OF_ANOTHER_CONCERT")
    @APIResponse(responseCode = "404", description = "DATE_NOT_FOUND, SEAT_NOT_FOUND")
    @APIResponse(responseCode = "409", description = "SEAT_TAKEN, SEAT_LIMIT, RESERVATION_BUSY, REQUEST_IN_PROGRESS")
    @APIResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
    @APIResponse(responseCode = "429", description = "RATE_LIMITED, HOLD_COOL_DOWN: ask again after Retry-After")
    @APIResponse(responseCode = "503", description = "UNAVAILABLE, OVERLOADED: ask again after Retry-After")
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
    @APIResponse(responseCode = "400", description = "MALFORMED_ID")
    @APIResponse(responseCode = "401", description = "CREDENTIALS_MISSING, QUEUE_TOKEN_INVALID")
    @APIResponse(responseCode = "403", description = "NOT_YOUR_RESERVATION, TOKEN_OF_ANOTHER_CONCERT")
    @APIResponse(responseCode = "404", description = "RESERVATION_NOT_FOUND")
    @APIResponse(responseCode = "429", description = "RATE_LIMITED: ask again after Retry-After")
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
    @APIResponse(responseCode = "400", description = "MALFORMED_ID, IDEMPOTENCY_KEY_INVALID")
    @APIResponse(responseCode = "401", description = "CREDENTIALS_MISSING, QUEUE_TOKEN_INVALID")
    @APIResponse(responseCode = "403", description = "NOT_YOUR_RESERVATION, TOKEN_OF_ANOTHER_CONCERT")
    @APIResponse(responseCode = "404", description = "RESERVATION_NOT_FOUND")
    @APIResponse(responseCode = "409", description = "RESERVATION_FINAL, RESERVATION_BUSY, REQUEST_IN_PROGRESS")
    @APIResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
    @APIResponse(responseCode = "429", description = "RATE_LIMITED: ask again after Retry-After")
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
