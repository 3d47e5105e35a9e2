package io.onsale.common.adapter.in.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Answers reads that anybody may make and thousands do at once: the first is answered by whoever knows, the others share its answer as ready bytes
 * for a quarter of a second; who has them already gets 304.
 */
@ApplicationScoped
public class PublicReads {
    /** What is shared may be up to three quarters of a second old itself, and must not become older than one. */
    private static final Duration SHARED_FOR = Duration.ofMillis(250);

    private final ObjectMapper json;
    private final AsyncCache<String, Answer> answers = Caffeine.newBuilder()
            .expireAfterWrite(SHARED_FOR)
            .maximumSize(10_000)
            .executor(Infrastructure.getDefaultWorkerPool())
            .buildAsync();

    public PublicReads(ObjectMapper json) {
        this.json = json;
    }

    /**
     * Blocks nobody: what is not at hand is loaded on a worker thread.
     *
     * @param key names the answer, parameters included
     */
    public CompletionStage<Response> get(Request request, String key, Supplier<?> load) {
        return answers.get(key, absent -> answer(load)).thenApply(answer -> response(request, answer));
    }

    private static Response response(Request request, Answer answer) {
        Response.ResponseBuilder response = request.evaluatePreconditions(answer.tag);
        if (response == null) {
            response = Response.ok(answer.body, MediaType.APPLICATION_JSON_TYPE);
        } else if (response.build().getStatus() == 412) {
            throw new ClientErrorException(Response.Status.PRECONDITION_FAILED);
        }
        return response.tag(answer.tag)
                .header(HttpHeaders.CACHE_CONTROL, "public, no-cache")
                .build();
    }

    @ActivateRequestContext // for the reads of the database
    Answer answer(Supplier<?> load) {
        try {
            byte[] body = json.writeValueAsBytes(load.get());
            return new Answer(
                    body, new EntityTag(Integer.toHexString(Arrays.hashCode(body)) + "-" + body.length, true));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    record Answer(byte[] body, EntityTag tag) {}
}
