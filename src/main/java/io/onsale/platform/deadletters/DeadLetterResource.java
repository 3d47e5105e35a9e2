package io.onsale.platform.deadletters;

import io.onsale.platform.deadletters.DeadLetterRefusals.DeadLetterFinalException;
import io.onsale.platform.deadletters.DeadLetterRefusals.DeadLetterNotFoundException;
import io.onsale.platform.deadletters.DeadLetterRefusals.NobodyToReplayForException;
import io.onsale.platform.deadletters.DeadLetterRefusals.UnknownTopicException;
import io.onsale.platform.events.EventsConfig;
import io.onsale.platform.identity.Role;
import io.onsale.platform.web.PageOf;
import io.onsale.platform.web.Refuses;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/admin/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
@RolesAllowed(Role.ADMIN)
public class DeadLetterResource {
    private final DeadLetters deadLetters;
    private final DeadLetterOffice office;
    private final EventsConfig events;

    public DeadLetterResource(DeadLetters deadLetters, DeadLetterOffice office, EventsConfig events) {
        this.deadLetters = deadLetters;
        this.office = office;
        this.events = events;
    }

    /**
     * @param consumer who gave up on the record
     * @param cause a stable code
     * @param topic where the record was read, with partition and offset
     */
    @RegisterForReflection
    public record SummaryResponse(
            UUID deadLetterId,
            String consumer,
            String cause,
            String detail,
            int attempts,
            String topic,
            int partition,
            long offset,
            Instant diedAt,
            DeadLetterStatus status,
            Instant updatedAt) {
        static SummaryResponse of(DeadLetterSummary letter) {
            return new SummaryResponse(
                    letter.id().value(),
                    letter.failure().consumer(),
                    letter.failure().cause(),
                    letter.failure().detail(),
                    letter.failure().attempts(),
                    letter.origin().topic(),
                    letter.origin().partition(),
                    letter.origin().offset(),
                    letter.diedAt(),
                    letter.status(),
                    letter.updatedAt());
        }
    }

    /** As a summary, and the record itself; its parts are null where it has none. */
    @RegisterForReflection
    public record DeadLetterResponse(
            UUID deadLetterId,
            String consumer,
            String cause,
            String detail,
            int attempts,
            String topic,
            int partition,
            long offset,
            Instant diedAt,
            DeadLetterStatus status,
            Instant updatedAt,
            String key,
            Encoding keyEncoding,
            List<HeaderResponse> headers,
            String payload,
            Encoding payloadEncoding) {
        static DeadLetterResponse of(DeadLetter letter) {
            SummaryResponse summary = SummaryResponse.of(letter.summary());
            Message message = letter.message();
            Encoding key = Encoding.of(message.key());
            Encoding payload = Encoding.of(message.payload());
            return new DeadLetterResponse(
                    summary.deadLetterId,
                    summary.consumer,
                    summary.cause,
                    summary.detail,
                    summary.attempts,
                    summary.topic,
                    summary.partition,
                    summary.offset,
                    summary.diedAt,
                    summary.status,
                    summary.updatedAt,
                    key.encode(message.key()),
                    key,
                    message.headers().stream().map(HeaderResponse::of).toList(),
                    payload.encode(message.payload()),
                    payload);
        }
    }

    @RegisterForReflection
    public record HeaderResponse(String name, String value, Encoding encoding) {
        static HeaderResponse of(Message.Header header) {
            Encoding encoding = Encoding.of(header.value());
            return new HeaderResponse(header.name(), encoding.encode(header.value()), encoding);
        }
    }

    @RegisterForReflection
    public record ReplayedResponse(int replayed) {}

    @GET
    @Operation(
            summary = "List dead letters",
            description =
                    "Records that a consumer has given up on, newest first; those that wait for a decision, or those of "
                            + "another status.")
    @APIResponse(responseCode = "200", description = "A page of dead letters, without the records themselves")
    @Refuses(UnknownTopicException.class)
    public PageOf<SummaryResponse> list(
            @QueryParam("topic") String topic,
            @QueryParam("status") @DefaultValue("DEAD") DeadLetterStatus status,
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size) {
        if (topic != null && !events.topics().contains(topic)) {
            throw new UnknownTopicException(events.topics());
        }
        Optional<String> ofTopic = Optional.ofNullable(topic);
        List<SummaryResponse> items = deadLetters.list(ofTopic, status, page, size).stream()
                .map(SummaryResponse::of)
                .toList();
        return new PageOf<>(items, page, size, deadLetters.count(ofTopic, status));
    }

    @GET
    @Path("{deadLetterId}")
    @Operation(
            summary = "Show a dead letter and the record that it was",
            description = "Key, header values and payload as TEXT where they are printable UTF-8, else in BASE64.")
    @APIResponse(responseCode = "200", description = "The dead letter")
    @Refuses(DeadLetterNotFoundException.class)
    public DeadLetterResponse show(UUID deadLetterId) {
        return DeadLetterResponse.of(deadLetters.deadLetter(new DeadLetterId(deadLetterId)));
    }

    @POST
    @Path("{deadLetterId}/replay")
    @Operation(
            summary = "Replay a dead letter",
            description =
                    "Sends the record to its topic again, for the consumer that gave up on it: at least once, repetitions are "
                            + "recognised. If it fails again it becomes a new dead letter. What is replayed already is not replayed again.")
    @APIResponse(responseCode = "200", description = "It is REPLAYED")
    @Refuses({DeadLetterNotFoundException.class, DeadLetterFinalException.class, NobodyToReplayForException.class})
    public SummaryResponse replay(UUID deadLetterId) {
        return SummaryResponse.of(office.replay(new DeadLetterId(deadLetterId)).summary());
    }

    @POST
    @Path("replay")
    @Operation(
            summary = "Replay all dead letters of a topic",
            description =
                    "All that are DEAD at this moment, oldest first. After a 503 some may have been replayed: ask again.")
    @APIResponse(responseCode = "200", description = "How many were replayed")
    @Refuses(UnknownTopicException.class)
    public ReplayedResponse replayAll(@QueryParam("topic") @NotNull String topic) {
        return new ReplayedResponse(office.replayAll(topic));
    }

    @DELETE
    @Path("{deadLetterId}")
    @Operation(
            summary = "Discard a dead letter",
            description = "The record will not be processed. It stays to be seen, with status DISCARDED.")
    @APIResponse(responseCode = "204", description = "Discarded")
    @Refuses({DeadLetterNotFoundException.class, DeadLetterFinalException.class})
    public void discard(UUID deadLetterId) {
        office.discard(new DeadLetterId(deadLetterId));
    }
}
