package io.onsale.user.adapter.in.rest;

import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.kernel.NotYourAccountException;
import io.onsale.platform.idempotency.Replies;
import io.onsale.platform.idempotency.Replies.Reply;
import io.onsale.platform.identity.Callers;
import io.onsale.platform.identity.IdentityRefusals.SubjectIsNoUserException;
import io.onsale.platform.identity.Role;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.platform.web.PageOf;
import io.onsale.platform.web.Refuses;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.ChargeReference;
import io.onsale.user.domain.LedgerKind;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.ChargeLimitExceededException;
import io.onsale.user.domain.UserRefusals.ChargeReferenceMissingException;
import io.onsale.user.domain.UserRefusals.ChargeReferenceReusedException;
import io.onsale.user.domain.UserRefusals.ChargingClosedException;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.onsale.user.port.in.PointQueries;
import io.onsale.user.port.in.PointQueries.EntryView;
import io.onsale.user.port.in.RegisterUser;
import io.onsale.user.port.in.RegisterUser.Registration;
import io.onsale.user.usecase.KeepAccounts;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
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
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users and points", description = "With the user token as bearer token.")
@RolesAllowed(Role.USER)
@Refuses({SubjectIsNoUserException.class, RateLimitedException.class})
public class UserResource {
    private final RegisterUser registerUser;
    private final KeepAccounts keepAccounts;
    private final PointQueries points;
    private final Replies replies;
    private final Callers callers;
    private final RequestLimits limits;

    public UserResource(
            RegisterUser registerUser,
            KeepAccounts keepAccounts,
            PointQueries points,
            Replies replies,
            RequestLimits limits,
            Callers callers) {
        this.registerUser = registerUser;
        this.keepAccounts = keepAccounts;
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

    /**
     * @param point how many to charge; one point is one won
     * @param reference what the charge is called where its money came from; of those who charge for others
     */
    public record ChargeRequest(
            @NotNull @Min(1) @Max(2_000_000) Long point,

            @Pattern(regexp = REFERENCE, message = REFERENCE_RULE)
            String reference) {
        private static final String REFERENCE = "[^\\p{Cc}\\p{Cs}]{1,100}";
        private static final String REFERENCE_RULE = "must have 1 to 100 characters, and no control characters";
    }

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
    public Response register(@Context HttpServerRequest http) {
        Caller caller = callers.current();
        limits.require(LimitedAction.REGISTER, null, caller.user().orElse(null), http);
        Registration registration = registerUser.register(caller);
        return Response.status(registration.isNew() ? Response.Status.CREATED : Response.Status.OK)
                .entity(PointsResponse.of(registration.balance()))
                .build();
    }

    @GET
    @Path("{userId}/points")
    @Operation(summary = "Read one's points")
    @APIResponse(responseCode = "200", description = "The balance in points")
    @Refuses({NotYourAccountException.class, UserNotFoundException.class})
    public PointsResponse points(UUID userId, @Context HttpServerRequest http) {
        return PointsResponse.of(points.balance(reader(userId, http), new UserId(userId)));
    }

    private Caller reader(UUID userId, HttpServerRequest http) {
        Caller caller = callers.current();
        caller.requireIs(userId); // before it counts against the user
        limits.require(LimitedAction.READ, null, userId, http);
        return caller;
    }

    @POST
    @Path("{userId}/points")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.USER, Role.PAYMENTS, Role.ADMIN})
    @Operation(
            summary = "Charge points",
            description =
                    "By operators (`admin`) and by the group `payments`, for any user, with a `reference`: there is one charge of it. "
                            + "Asked for again with the same user and points, it answers what it answered first. Where `onsale.user.charging` "
                            + "is `open`, as in development, also by users for themselves, without one. Once per Idempotency-Key, too, if "
                            + "one is sent.")
    @APIResponse(
            responseCode = "200",
            description = "The balance after the charge",
            content = @Content(schema = @Schema(implementation = PointsResponse.class)))
    @Refuses({
        ChargeReferenceMissingException.class,
        ChargingClosedException.class,
        NotYourAccountException.class,
        UserNotFoundException.class,
        ChargeLimitExceededException.class,
        ChargeReferenceReusedException.class
    })
    public Response charge(
            UUID userId,
            @NotNull @Valid ChargeRequest request,
            @HeaderParam("Idempotency-Key") String idempotencyKey,
            UriInfo uri,
            @Context HttpServerRequest http) {
        Supplier<Balance> charge = request.reference() == null && callers.have(Role.USER)
                ? ownCharge(userId, request)
                : paidCharge(userId, request);
        limits.require(LimitedAction.CHARGE, null, userId, http);
        return replies.reply(userId, idempotencyKey, uri, request, () -> Reply.ok(PointsResponse.of(charge.get())));
    }

    private Supplier<Balance> ownCharge(UUID userId, ChargeRequest request) {
        Caller caller = callers.current();
        // Before it counts against the user, and before an answer that the user has had is given again.
        caller.requireIs(userId);
        var command = new KeepAccounts.Command(caller, new UserId(userId), new Money(request.point()));
        return () -> keepAccounts.charge(command);
    }

    private Supplier<Balance> paidCharge(UUID userId, ChargeRequest request) {
        callers.require(Role.PAYMENTS, Role.ADMIN);
        if (request.reference() == null) {
            throw new ChargeReferenceMissingException();
        }
        var command = new KeepAccounts.PaidCommand(
                new UserId(userId), new Money(request.point()), new ChargeReference(request.reference()));
        return () -> keepAccounts.chargeOnce(command);
    }

    @GET
    @Path("{userId}/points/history")
    @Operation(summary = "Read one's ledger", description = "Every movement of points, newest first.")
    @APIResponse(responseCode = "200", description = "A page of ledger entries")
    @Refuses({NotYourAccountException.class, UserNotFoundException.class})
    public PageOf<EntryResponse> history(
            UUID userId,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size,
            @Context HttpServerRequest http) {
        Caller caller = reader(userId, http);
        UserId user = new UserId(userId);
        List<EntryResponse> entries = points.history(caller, user, page, size).stream()
                .map(EntryResponse::of)
                .toList();
        return new PageOf<>(entries, page, size, points.historyCount(caller, user));
    }
}
