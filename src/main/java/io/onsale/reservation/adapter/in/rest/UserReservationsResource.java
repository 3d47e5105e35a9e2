package io.onsale.reservation.adapter.in.rest;

import io.onsale.common.adapter.in.rest.PageOf;
import io.onsale.reservation.adapter.in.rest.ReservationResource.ReservationResponse;
import io.onsale.reservation.port.in.ReservationQueries;
import io.onsale.user.domain.UserId;
import io.onsale.user.domain.UserNotFoundException;
import io.onsale.user.port.in.RegisteredUsers;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Shares the root path of the users: JAX-RS looks for a method in the classes with the best matching root path only. */
@Path("/api/v1/users")
@Tag(name = "Reservations")
public class UserReservationsResource {
    private final ReservationQueries reservations;
    private final RegisteredUsers users;
    private final Clock clock;

    public UserReservationsResource(ReservationQueries reservations, RegisteredUsers users, Clock clock) {
        this.reservations = reservations;
        this.users = users;
        this.clock = clock;
    }

    @GET
    @Path("{userId}/reservations")
    @Operation(summary = "List one's reservations", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page of reservations")
    @APIResponse(responseCode = "400", description = "VALIDATION, MALFORMED_ID, MALFORMED_PARAMETER")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND")
    public PageOf<ReservationResponse> reservations(
            UUID userId,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size) {
        UserId user = new UserId(userId);
        if (!users.isRegistered(user).toCompletableFuture().join()) {
            throw new UserNotFoundException(user);
        }
        Instant now = clock.instant();
        List<ReservationResponse> items = reservations.ofUser(user, page, size).stream()
                .map(reservation -> ReservationResponse.of(reservation, now))
                .toList();
        return new PageOf<>(items, page, size, reservations.countOfUser(user));
    }
}
