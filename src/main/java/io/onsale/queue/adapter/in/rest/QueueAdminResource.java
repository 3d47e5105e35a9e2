package io.onsale.queue.adapter.in.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.platform.identity.Role;
import io.onsale.platform.web.Refuses;
import io.onsale.queue.config.DefaultPolicy;
import io.onsale.queue.domain.HoldLimits;
import io.onsale.queue.domain.QueuePolicy;
import io.onsale.queue.usecase.QueueOffice;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/admin/concerts/{concertId}/queue")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
@RolesAllowed(Role.ADMIN)
@Blocking
@Refuses(ConcertNotFoundException.class)
public class QueueAdminResource {
    private final QueueOffice office;
    private final DefaultPolicy defaults;

    public QueueAdminResource(QueueOffice office, DefaultPolicy defaults) {
        this.office = office;
        this.defaults = defaults;
    }

    /**
     * @param admitPerSecond null to admit as fast as slots get free
     * @param proofOfWorkBits null if entering takes no work
     * @param firstHoldSeconds null for the default, as unpaidHolds and releaseSpread
     * @param entryOpensAt null if one may enter from the first
     */
    public record Settings(
            @NotNull @Min(1) @Max(QueuePolicy.MAX_ACTIVE) Integer maxActive,
            @Min(1) @Max(QueuePolicy.MAX_ADMIT_PER_SECOND) Integer admitPerSecond,

            @NotNull @Min(QueuePolicy.MIN_CLAIM_SECONDS) @Max(QueuePolicy.MAX_CLAIM_SECONDS)
            Integer claimSeconds,

            @NotNull @Min(1) @Max(QueuePolicy.MAX_ACTIVE_SECONDS)
            Integer activeSeconds,

            @NotNull Boolean paused,
            @Min(0) @Max(QueuePolicy.MAX_PROOF_OF_WORK_BITS) Integer proofOfWorkBits,

            @Min(1) @Max(QueuePolicy.MAX_ACTIVE_SECONDS) Integer firstHoldSeconds,

            @Min(0) @Max(HoldLimits.MAX_UNPAID_HOLDS) Integer unpaidHolds,
            @Min(0) @Max(HoldLimits.MAX_RELEASE_SPREAD) Integer releaseSpread,
            Instant entryOpensAt) {

        QueuePolicy toPolicy(HoldLimits defaults) {
            OptionalInt pace = admitPerSecond == null ? OptionalInt.empty() : OptionalInt.of(admitPerSecond);
            int bits = proofOfWorkBits == null ? 0 : proofOfWorkBits;
            var limits = new HoldLimits(
                    Objects.requireNonNullElse(firstHoldSeconds, defaults.firstHoldSeconds()),
                    Objects.requireNonNullElse(unpaidHolds, defaults.unpaidHolds()),
                    Objects.requireNonNullElse(releaseSpread, defaults.releaseSpread()));
            return new QueuePolicy(
                    maxActive,
                    pace,
                    claimSeconds,
                    activeSeconds,
                    paused,
                    bits,
                    limits,
                    Optional.ofNullable(entryOpensAt));
        }
    }

    /** @param admittedPerSecond measured over the last half minute */
    @JsonInclude
    public record Body(
            int maxActive,
            Integer admitPerSecond,
            int claimSeconds,
            int activeSeconds,
            boolean paused,
            int proofOfWorkBits,
            int firstHoldSeconds,
            int unpaidHolds,
            int releaseSpread,
            Instant entryOpensAt,
            long waiting,
            long active,
            double admittedPerSecond) {

        static Body of(QueueOffice.State state) {
            QueuePolicy policy = state.policy();
            return new Body(
                    policy.maxActive(),
                    policy.admitPerSecond().isPresent()
                            ? policy.admitPerSecond().getAsInt()
                            : null,
                    policy.claimSeconds(),
                    policy.activeSeconds(),
                    policy.paused(),
                    policy.proofOfWorkBits(),
                    policy.holdLimits().firstHoldSeconds(),
                    policy.holdLimits().unpaidHolds(),
                    policy.holdLimits().releaseSpread(),
                    policy.entryOpensAt().orElse(null),
                    state.figures().waiting(),
                    state.figures().active(),
                    state.figures().admittedPerSecond());
        }
    }

    @GET
    @Operation(summary = "How the waiting room is run, and how full it is")
    @APIResponse(responseCode = "200", description = "Settings and figures")
    public Body read(@PathParam("concertId") UUID concertId) {
        return Body.of(office.stateOf(new ConcertId(concertId)));
    }

    @PUT
    @Operation(
            summary = "Change how the waiting room is run",
            description = "In force within a second. Those inside stay inside, also above a lower maxActive.")
    @APIResponse(responseCode = "200", description = "Settings and figures")
    public Body change(@PathParam("concertId") UUID concertId, @NotNull @Valid Settings settings) {
        return Body.of(office.change(new ConcertId(concertId), settings.toPolicy(defaults.holdLimits())));
    }
}
