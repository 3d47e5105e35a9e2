package io.onsale.payment.adapter.in.rest;

import io.onsale.payment.domain.InsufficientPointsException;
import io.onsale.payment.domain.Payment;
import io.onsale.payment.domain.PaymentStatus;
import io.onsale.payment.usecase.PayWithPoints;
import io.onsale.payment.usecase.PayWithPoints.Outcome;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Declined;
import io.onsale.payment.usecase.PayWithPoints.Outcome.Paid;
import io.onsale.platform.idempotency.Replies;
import io.onsale.platform.idempotency.Replies.Reply;
import io.onsale.platform.identity.BearerToken;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.platform.web.Refuses;
import io.onsale.queue.domain.QueueRefusals.InvalidQueueTokenException;
import io.onsale.queue.domain.QueueRefusals.TokenOfAnotherConcertException;
import io.onsale.queue.domain.QueueTicket;
import io.onsale.queue.port.in.QueueTokens;
import io.onsale.reservation.domain.ReservationId;
import io.onsale.reservation.domain.ReservationRefusals.HoldExpiredException;
import io.onsale.reservation.domain.ReservationRefusals.NotYourReservationException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationBusyException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationFinalException;
import io.onsale.reservation.domain.ReservationRefusals.ReservationNotFoundException;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/payments")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Payments", description = "With the queue token as bearer token.")
@PermitAll // who the queue token allows
public class PaymentResource {
    private final PayWithPoints payWithPoints;
    private final QueueTokens tokens;
    private final Replies replies;
    private final RequestLimits limits;

    public PaymentResource(PayWithPoints payWithPoints, QueueTokens tokens, Replies replies, RequestLimits limits) {
        this.payWithPoints = payWithPoints;
        this.tokens = tokens;
        this.replies = replies;
        this.limits = limits;
    }

    @RegisterForReflection
    public record PaymentResponse(
            UUID paymentId, UUID reservationId, long amount, PaymentStatus status, Instant createdAt) {
        static PaymentResponse of(Payment payment) {
            return new PaymentResponse(
                    payment.id().value(),
                    payment.reservationId().value(),
                    payment.amount().won(),
                    payment.status(),
                    payment.createdAt());
        }
    }

    @POST
    @Path("{reservationId}")
    @Operation(
            summary = "Pay a reservation",
            description =
                    "Takes its price from the owner's points, once; paying again gives the same payment. Ends the turn in the queue.")
    @APIResponse(
            responseCode = "200",
            description = "Paid",
            content = @Content(schema = @Schema(implementation = PaymentResponse.class)))
    @Refuses({
        InvalidQueueTokenException.class,
        InsufficientPointsException.class,
        NotYourReservationException.class,
        TokenOfAnotherConcertException.class,
        ReservationNotFoundException.class,
        ReservationFinalException.class,
        ReservationBusyException.class,
        HoldExpiredException.class,
        RateLimitedException.class
    })
    public Response pay(
            UUID reservationId,
            @HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        QueueTicket ticket = tokens.verify(BearerToken.from(authorization));
        limits.require(
                LimitedAction.PAY, ticket.concert().value(), ticket.user().value(), http);
        var id = new ReservationId(reservationId);
        return replies.reply(
                ticket.user().value(),
                idempotencyKey,
                uri,
                List.of(ticket.concert().value(), "POST"),
                () -> reply(payWithPoints.pay(id, ticket), uri));
    }

    private static Reply reply(Outcome outcome, UriInfo uri) {
        if (outcome instanceof Declined declined) {
            return Reply.refused(new InsufficientPointsException(declined.attemptsLeft()), uri);
        }
        return Reply.ok(PaymentResponse.of(((Paid) outcome).payment()));
    }
}
