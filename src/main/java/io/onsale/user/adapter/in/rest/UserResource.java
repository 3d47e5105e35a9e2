package io.onsale.user.adapter.in.rest;

import io.onsale.common.adapter.in.rest.PageOf;
import io.onsale.common.adapter.in.rest.Replies;
import io.onsale.common.adapter.in.rest.Replies.Reply;
import io.onsale.common.adapter.in.rest.RequestLimits;
import io.onsale.common.adapter.in.security.Callers;
import io.onsale.common.adapter.in.security.Role;
import io.onsale.common.domain.Caller;
import io.onsale.common.domain.LimitedAction;
import io.onsale.common.domain.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.port.in.ChargePoints;
import io.onsale.user.port.in.PointQueries;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.in.RegisterUser;
import io.onsale.user.port.in.RegisterUser.Registration;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
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

@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and points", description = "With the user token as bearer token.")
@RolesAllowed(Role.USER)
@APIResponse(responseCode = "401", description = "CREDENTIALS_MISSING, USER_TOKEN_INVALID")
@APIResponse(responseCode = "403", description = "NOT_YOUR_ACCOUNT, ROLE_MISSING, SUBJECT_IS_NO_USER")
public class UserResource {
    private final RegisterUser registerUser;
    private final ChargePoints chargePoints;
    private final PointQueries points;
    private final Replies replies;
    private final Callers callers;
    private final RequestLimits limits;

    public UserResource(
            RegisterUser registerUser,
            ChargePoints chargePoints,
            PointQueries points,
            Replies replies,
            RequestLimits limits,
            Callers callers) {
        this.registerUser = registerUser;
        this.chargePoints = chargePoints;
        this.points = points;
        this.replies = replies;
        this.callers = callers;
        this.limits = limits;
    }

    @RegisterForReflection
    public record PointsResponse(UUID userId, long amount) {
        static PointsResponse of(Balance balance) {
            return new PointsResponse(balance.userId().value(), balance.amount().won());
        }
    }

    /** @param point how many to charge; one point is one won */
    public record ChargeRequest(
            @NotNull @Min(1) @Max(2_000_000) Long point) {}

    /** @param amount signed: negative for a payment */
    public record EntryResponse(
            UUID entryId, LedgerKind kind, long amount, long balance, UUID reservationId, Instant at) {
        static EntryResponse of(EntryView entry) {
            return new EntryResponse(
                    entry.id(),
                    entry.kind(),
                    entry.amount(),
                    entry.balance(),
                    entry.reservationId().orElse(null),
                    entry.at());
        }
    }

    @POST
    @Operation(
            summary = "Register oneself",
            description =
                    "Opens an account, with the configured welcome points, for the subject of the user token; for a new user where "
                            + "authentication is off.")
    @APIResponse(
            responseCode = "201",
            description = "Registered",
            content = @Content(schema = @Schema(implementation = PointsResponse.class)))
    @APIResponse(
            responseCode = "200",
            description = "Registered before",
            content = @Content(schema = @Schema(implementation = PointsResponse.class)))
    public Response register() {
        Registration registration = registerUser.register(callers.current());
        return Response.status(registration.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .entity(PointsResponse.of(registration.balance()))
                .build();
    }

    @GET
    @Path("{userId}/points")
    @Operation(summary = "Read one's points")
    @APIResponse(responseCode = "200", description = "The balance in points")
    @APIResponse(responseCode = "400", description = "MALFORMED_ID")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND")
    public PointsResponse points(UUID userId) {
        return PointsResponse.of(points.balance(callers.current(), new UserId(userId)));
    }

    @POST
    @Path("{userId}/points")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Charge points", description = "Once per Idempotency-Key, if one is sent.")
    @APIResponse(
            responseCode = "200",
            description = "The balance after the charge",
            content = @Content(schema = @Schema(implementation = PointsResponse.class)))
    @APIResponse(
            responseCode = "400",
            description = "VALIDATION, MALFORMED_JSON, MALFORMED_ID, IDEMPOTENCY_KEY_INVALID")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND")
    @APIResponse(responseCode = "409", description = "CHARGE_LIMIT, REQUEST_IN_PROGRESS")
    @APIResponse(responseCode = "422", description = "IDEMPOTENCY_KEY_REUSED")
    @APIResponse(responseCode = "429", description = "RATE_LIMITED: ask again after Retry-After")
    public Response charge(
            UUID userId,
            @NotNull @Valid ChargeRequest request,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        Caller caller = callers.current();
        // Before it counts against the user, and before an answer that the user has had is given again.
        caller.requireIs(userId);
        limits.require(LimitedAction.CHARGE, null, userId, http);
        var command = new ChargePoints.Command(caller, new UserId(userId), new Money(request.point()));
        return replies.reply(
                userId, idempotencyKey, uri, request, () -> Reply.ok(PointsResponse.of(chargePoints.charge(command))));
    }

    @GET
    @Path("{userId}/points/history")
    @Operation(summary = "Read one's ledger", description = "Every movement of points, newest first.")
    @APIResponse(responseCode = "200", description = "A page of ledger entries")
    @APIResponse(responseCode = "400", description = "VALIDATION, MALFORMED_ID, MALFORMED_PARAMETER")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND")
    public PageOf<EntryResponse> history(
            UUID userId,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size) {
        Caller caller = callers.current();
        UserId user = new UserId(userId);
        List<EntryResponse> entries = points.history(caller, user, page, size).stream()
                .map(EntryResponse::of)
                .toList();
        return new PageOf<>(entries, page, size, points.historyCount(caller, user));
    }
}
