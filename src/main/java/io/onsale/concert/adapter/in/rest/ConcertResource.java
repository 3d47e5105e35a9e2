package io.onsale.concert.adapter.in.rest;

import io.onsale.concert.domain.Concert;
import io.onsale.concert.domain.ConcertDate;
import io.onsale.concert.domain.ConcertDateId;
import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.ConcertRefusals.ConcertNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DateNotFoundException;
import io.onsale.concert.domain.ConcertRefusals.DeadlinePassedException;
import io.onsale.concert.domain.ConcertRefusals.DuplicateDateException;
import io.onsale.concert.domain.ConcertRefusals.InvalidDateException;
import io.onsale.concert.domain.ConcertRefusals.TooManySeatsException;
import io.onsale.concert.domain.SeatBlock;
import io.onsale.concert.domain.SeatGrade;
import io.onsale.concert.domain.SeatStatus;
import io.onsale.concert.domain.SoldOutConcert;
import io.onsale.concert.port.in.AnnounceConcert;
import io.onsale.concert.port.in.ConcertQueries;
import io.onsale.concert.port.in.ScheduleDate;
import io.onsale.concert.port.in.SoldOutRanking;
import io.onsale.kernel.Money;
import io.onsale.platform.identity.Role;
import io.onsale.platform.limits.RateLimitedException;
import io.onsale.platform.web.PageOf;
import io.onsale.platform.web.PublicReads;
import io.onsale.platform.web.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/concerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Concerts", description = "The catalogue. Reads are public and may be up to a second old.")
@PermitAll
public class ConcertResource {
    private final AnnounceConcert announceConcert;
    private final ScheduleDate scheduleDate;
    private final ConcertQueries concerts;
    private final SoldOutRanking ranking;
    private final PublicReads reads;

    public ConcertResource(
            AnnounceConcert announceConcert,
            ScheduleDate scheduleDate,
            ConcertQueries concerts,
            SoldOutRanking ranking,
            PublicReads reads) {
        this.announceConcert = announceConcert;
        this.scheduleDate = scheduleDate;
        this.concerts = concerts;
        this.ranking = ranking;
        this.reads = reads;
    }

    /** @param openTime when the concert goes on sale; now if left out */
    public record ConcertRequest(
            @NotBlank @Pattern(regexp = NAME, message = NAME_RULE)
            String title,

            @NotBlank @Pattern(regexp = NAME, message = NAME_RULE)
            String artist,

            Instant openTime) {
        /** Counts characters as the database does, and not halves of them as Java and {@link Size} do. */
        private static final String NAME = "[^\\p{Cc}\\p{Cs}]{0,200}";

        private static final String NAME_RULE = "must have at most 200 characters, none of them a control character";
    }

    @RegisterForReflection
    public record ConcertResponse(
            UUID concertId,
            String title,
            String artist,
            Instant openTime,
            Instant soldOutTime,
            Instant createdAt,
            Instant updatedAt) {
        static ConcertResponse of(Concert concert) {
            return new ConcertResponse(
                    concert.id().value(),
                    concert.title(),
                    concert.artist(),
                    concert.openTime(),
                    concert.soldOutTime().orElse(null),
                    concert.createdAt(),
                    concert.updatedAt());
        }
    }

    /** @param seats blocks of seats, numbered on from one to the next; 50 seats in three grades if left out */
    public record DateRequest(
            @NotNull Instant date,
            @NotNull Instant deadline,
            @Size(min = 1, max = 100) List<@NotNull @Valid BlockRequest> seats) {
        List<SeatBlock> blocks() {
            return seats == null
                    ? SeatBlock.DEFAULT
                    : seats.stream().map(BlockRequest::toDomain).toList();
        }
    }

    /** @param price whole won */
    public record BlockRequest(
            @NotNull SeatGrade grade,
            @NotNull @Min(0) @Max(10_000_000) Long price,

            @NotNull @Min(1) @Max(SeatBlock.MAX_SEATS_PER_DATE)
            Integer count) {
        SeatBlock toDomain() {
            return new SeatBlock(grade, new Money(price), count);
        }
    }

    @RegisterForReflection
    public record DateResponse(
            UUID concertId, UUID concertDateId, Instant date, Instant deadline, int remainingSeatCount) {
        static DateResponse of(ConcertDate date) {
            return new DateResponse(
                    date.concertId().value(), date.id().value(), date.date(), date.deadline(), date.seatCount());
        }

        static DateResponse of(ConcertQueries.DateView date) {
            return new DateResponse(
                    date.concertId().value(),
                    date.id().value(),
                    date.date(),
                    date.deadline(),
                    date.remainingSeatCount());
        }
    }

    @RegisterForReflection
    public record SeatResponse(UUID seatId, int seatNo, long price, SeatGrade seatGrade, SeatStatus status) {
        static SeatResponse of(ConcertQueries.SeatView seat) {
            return new SeatResponse(seat.id().value(), seat.number(), seat.price(), seat.grade(), seat.status());
        }
    }

    @RegisterForReflection
    public record SoldOutResponse(
            int rank, UUID concertId, String title, long soldOutSeconds, int dates, Instant openTime) {
        static List<SoldOutResponse> of(List<SoldOutConcert> ranked) {
            var responses = new ArrayList<SoldOutResponse>(ranked.size());
            for (SoldOutConcert concert : ranked) {
                responses.add(new SoldOutResponse(
                        responses.size() + 1,
                        concert.id().value(),
                        concert.title(),
                        concert.seconds(),
                        concert.dates(),
                        concert.openTime()));
            }
            return responses;
        }
    }

    @POST
    @RolesAllowed(Role.ADMIN)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Announce a concert (admin)")
    @APIResponse(
            responseCode = "201",
            description = "Announced",
            content = @Content(schema = @Schema(implementation = ConcertResponse.class)))
    public Response announce(@NotNull @Valid ConcertRequest request) {
        var command =
                new AnnounceConcert.Command(request.title(), request.artist(), Optional.ofNullable(request.openTime()));
        ConcertResponse created = ConcertResponse.of(announceConcert.announce(command));
        return Response.status(Response.Status.CREATED).entity(created).build();
    }

    @POST
    @RolesAllowed(Role.ADMIN)
    @Path("{concertId}/dates")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Add a date and its seats (admin)", description = "Up to 100,000 seats.")
    @APIResponse(
            responseCode = "201",
            description = "Added",
            content = @Content(schema = @Schema(implementation = DateResponse.class)))
    @Refuses({
        InvalidDateException.class,
        TooManySeatsException.class,
        ConcertNotFoundException.class,
        DuplicateDateException.class
    })
    public Response schedule(UUID concertId, @NotNull @Valid DateRequest request) {
        var command = new ScheduleDate.Command(
                new ConcertId(concertId), request.date(), request.deadline(), request.blocks());
        DateResponse created = DateResponse.of(scheduleDate.schedule(command));
        return Response.status(Response.Status.CREATED).entity(created).build();
    }

    @GET
    @NonBlocking
    @Operation(summary = "List concerts")
    @APIResponse(
            responseCode = "200",
            description = "A page of concerts, oldest first",
            content = @Content(schema = @Schema(implementation = PageOf.class)))
    @APIResponse(responseCode = "304", description = "Not modified")
    @Refuses(RateLimitedException.class)
    public CompletionStage<Response> concerts(
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size,
            @Context HttpServerRequest request) {
        return reads.get(request, "concerts?page=" + page + "&size=" + size, () -> {
            List<ConcertResponse> items = concerts.concerts(page, size).stream()
                    .map(ConcertResponse::of)
                    .toList();
            return new PageOf<>(items, page, size, concerts.concertCount());
        });
    }

    @GET
    @NonBlocking
    @Path("{concertId}")
    @Operation(summary = "Read a concert")
    @APIResponse(
            responseCode = "200",
            description = "The concert",
            content = @Content(schema = @Schema(implementation = ConcertResponse.class)))
    @APIResponse(responseCode = "304", description = "Not modified")
    @Refuses({ConcertNotFoundException.class, RateLimitedException.class})
    public CompletionStage<Response> concert(UUID concertId, @Context HttpServerRequest request) {
        return reads.get(
                request, "concert/" + concertId, () -> ConcertResponse.of(concerts.concert(new ConcertId(concertId))));
    }

    @GET
    @NonBlocking
    @Path("{concertId}/dates")
    @Operation(
            summary = "List the dates that can be booked",
            description = "Those whose deadline lies ahead, earliest first.")
    @APIResponse(
            responseCode = "200",
            description = "The dates",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = DateResponse.class)))
    @APIResponse(responseCode = "304", description = "Not modified")
    @Refuses({ConcertNotFoundException.class, RateLimitedException.class})
    public CompletionStage<Response> dates(UUID concertId, @Context HttpServerRequest request) {
        return reads.get(request, "dates/" + concertId, () -> concerts.bookableDates(new ConcertId(concertId)).stream()
                .map(DateResponse::of)
                .toList());
    }

    @GET
    @NonBlocking
    @Path("{concertId}/dates/{concertDateId}/seats")
    @Operation(
            summary = "List seats",
            description =
                    "The AVAILABLE ones; with status=all every seat. A date of another concert is not found. Long lists come compressed "
                            + "to whoever says Accept-Encoding: gzip.")
    @APIResponse(
            responseCode = "200",
            description = "The seats by number",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = SeatResponse.class)))
    @APIResponse(responseCode = "304", description = "Not modified")
    @Refuses({DateNotFoundException.class, DeadlinePassedException.class, RateLimitedException.class})
    public CompletionStage<Response> seats(
            UUID concertId,
            UUID concertDateId,
            @QueryParam("status") @DefaultValue("available") @Pattern(regexp = "available|all") String status,
            @Context HttpServerRequest request) {
        return reads.get(
                request,
                "seats/" + concertId + "/" + concertDateId + "/" + status,
                () ->
                        concerts
                                .seats(
                                        new ConcertId(concertId),
                                        new ConcertDateId(concertDateId),
                                        !status.equals("all"))
                                .stream()
                                .map(SeatResponse::of)
                                .toList());
    }

    @GET
    @NonBlocking
    @Path("rankings/sold-out")
    @Operation(
            summary = "Rank the concerts that sold out fastest",
            description = "By seconds from opening to the last payment, then by more dates, then by earlier opening.")
    @APIResponse(
            responseCode = "200",
            description = "The ranking",
            content = @Content(schema = @Schema(type = SchemaType.ARRAY, implementation = SoldOutResponse.class)))
    @APIResponse(responseCode = "304", description = "Not modified")
    @Refuses(RateLimitedException.class)
    public CompletionStage<Response> soldOut(
            @QueryParam("limit") @DefaultValue("10") @Min(1) @Max(SoldOutRanking.MAX_RANKS) int limit,
            @Context HttpServerRequest request) {
        return reads.get(request, "sold-out/" + limit, () -> SoldOutResponse.of(ranking.fastest(limit)));
    }
}
