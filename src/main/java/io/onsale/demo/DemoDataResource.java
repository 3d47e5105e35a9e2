package io.onsale.demo;

import io.onsale.concert.domain.SeatBlock;
import io.onsale.demo.MakeDemoData.DemoConcert;
import io.onsale.demo.MakeDemoData.DemoData;
import io.onsale.platform.identity.Role;
import io.onsale.platform.web.Refuses;
import io.onsale.user.domain.UserId;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** For load tests and demonstrations: where {@code onsale.demo.enabled} is not set, there is no such path. */
@Path("/api/v1/admin/demo-data")
@Produces(MediaType.APPLICATION_JSON)
@OnlyWhereEnabled
@Tag(name = "Operators")
@RolesAllowed(Role.ADMIN)
public class DemoDataResource {
    private final MakeDemoData makeDemoData;

    public DemoDataResource(MakeDemoData makeDemoData) {
        this.makeDemoData = makeDemoData;
    }

    /**
     * @param richUsers how many users with 1,000,000 points
     * @param poorUsers how many users without points
     */
    public record DemoDataRequest(
            @NotNull @Min(0) @Max(1_000) Integer concerts,
            @NotNull @Min(1) @Max(100) Integer datesPerConcert,

            @NotNull @Min(1) @Max(SeatBlock.MAX_SEATS_PER_DATE)
            Integer seatsPerDate,

            @NotNull @Min(0) @Max(100_000) Integer richUsers,
            @NotNull @Min(0) @Max(100_000) Integer poorUsers) {
        MakeDemoData.Command toCommand() {
            return new MakeDemoData.Command(concerts, datesPerConcert, seatsPerDate, richUsers, poorUsers);
        }
    }

    @RegisterForReflection
    public record DemoDataResponse(List<ConcertIds> concerts, List<UUID> richUserIds, List<UUID> poorUserIds) {
        static DemoDataResponse of(DemoData data) {
            return new DemoDataResponse(
                    data.concerts().stream().map(ConcertIds::of).toList(),
                    values(data.richUsers()),
                    values(data.poorUsers()));
        }

        private static List<UUID> values(List<UserId> users) {
            return users.stream().map(UserId::value).toList();
        }
    }

    @RegisterForReflection
    public record ConcertIds(UUID concertId, List<DateId> dates) {
        static ConcertIds of(DemoConcert concert) {
            return new ConcertIds(
                    concert.id().value(),
                    concert.dates().stream()
                            .map(date -> new DateId(date.value()))
                            .toList());
        }
    }

    @RegisterForReflection
    public record DateId(UUID concertDateId) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Make concerts, seats and users in bulk",
            description =
                    "In development and load tests only, elsewhere there is no such path. The concerts are on sale at once; "
                            + "each seat costs 10,000; rich users have 1,000,000 points. Answers all ids, for load scripts.")
    @APIResponse(
            responseCode = "201",
            description = "Made",
            content = @Content(schema = @Schema(implementation = DemoDataResponse.class)))
    @Refuses(TooMuchDemoDataException.class)
    public Response make(@NotNull @Valid DemoDataRequest request) {
        DemoDataResponse made = DemoDataResponse.of(makeDemoData.make(request.toCommand()));
        return Response.status(Response.Status.CREATED).entity(made).build();
    }
}
