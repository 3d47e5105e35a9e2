package io.onsale.reservation.adapter.in.rest;

import io.onsale.kernel.Caller;
import io.onsale.kernel.NotYourAccountException;
import io.onsale.platform.identity.Callers;
import io.onsale.platform.identity.IdentityRefusals.SubjectIsNoUserException;
import io.onsale.platform.identity.Role;
import io.onsale.platform.limits.LimitedAction;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.limits.RequestLimits;
import io.onsale.platform.web.PageOf;
import io.onsale.platform.web.Refuses;
import io.onsale.reservation.adapter.in.rest.ReservationResource.ReservationResponse;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserRefusals.UserNotFoundException;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shares the root path of the users: JAX-RS looks for a method in the classes with the best matching root path only. */
@Path("/api/v1/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reservations")
@RolesAllowed(Role.USER)
@Refuses({NotYourAccountException.class, SubjectIsNoUserException.class})
public class UserReservationsResource {
    private final ReservationQueries reservations;
    private final Callers callers;
    private final RequestLimits limits;
    private final Clock clock;

    public UserReservationsResource(
            ReservationQueries reservations, Callers callers, RequestLimits limits, Clock clock) {
        this.reservations = reservations;
        this.callers = callers;
        this.limits = limits;
        this.clock = clock;
    }

    @GET
    @Path("{userId}/reservations")
    @Operation(summary = "List one's reservations", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page of reservations")
    @Refuses({UserNotFoundException.class, RateLimitedException.class})
    public PageOf<ReservationResponse> reservations(
            UUID userId,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size,
            @Context HttpServerRequest http) {
        UserId user = new UserId(userId);
        Caller caller = callers.current();
        caller.requireIs(userId);
        limits.require(LimitedAction.READ, null, userId, http);
        Instant now = clock.instant();
        List<ReservationResponse> items = reservations.ofUser(caller, user, page, size).stream()
                .map(reservation -> ReservationResponse.of(reservation, now))
                .toList();
        return new PageOf<>(items, page, size, reservations.countOfUser(caller, user));
    }
}
