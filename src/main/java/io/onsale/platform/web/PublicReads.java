package io.onsale.platform.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.netty.buffer.Unpooled;
import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * The shared answers of public reads, which thousands of clients make at once. The first request loads the answer, the others share its
 * bytes for a quarter of a second, and a client that has them already gets 304. Large answers are compressed once, for all clients that
 * accept gzip. The tag is weak, and so the same with and without compression (ADR 37).
 */
@ApplicationScoped
public class PublicReads {
    /** A shared answer may be three quarters of a second old when it is loaded, and must not become older than one second. */
    private static final Duration SHARED_FOR = Duration.ofMillis(250);

    private static final Duration UNKNOWN_FOR = Duration.ofSeconds(1);

    /** Below this size, a few packets, compression would save too little for its trouble. */
    private static final int LARGE = 16 * 1024;

    /** The bound on answers that no client waits for any more. */
    private static final int KEPT_BYTES = 32 * 1024 * 1024;

    private static final Duration KEPT_FOR = Duration.ofSeconds(5);

    private final ObjectMapper json;
    private final AsyncCache<String, Answer> answers = Caffeine.newBuilder()
            .expireAfterWrite(SHARED_FOR)
            .maximumSize(10_000)
            .executor(Infrastructure.getDefaultWorkerPool())
            .buildAsync();
    /** The compressed answers by key and tag: seats that stay as they are stay compressed. */
    private final AsyncCache<String, byte[]> compressed = Caffeine.newBuilder()
            .expireAfterAccess(KEPT_FOR)
            .weigher((String version, byte[] bytes) -> bytes.length)
            .maximumWeight(KEPT_BYTES)
            .executor(Infrastructure.getDefaultWorkerPool())
            .buildAsync();

    /**
     * The last answers by key. Where nothing has changed, clients that still read an answer and clients that ask now share the same bytes.
     */
    private final Cache<String, Answer> latest = Caffeine.newBuilder()
            .expireAfterAccess(KEPT_FOR)
            .weigher((String key, Answer answer) -> answer.body.length)
            .maximumWeight(KEPT_BYTES)
            .build();

    /** The refusals of unknown things, for as long as an answer may be old: a made-up id is looked up about once a second. */
    private final Cache<String, DomainException> unknown = Caffeine.newBuilder()
            .expireAfterWrite(UNKNOWN_FOR)
            .maximumSize(10_000)
            .build();

    private final ReadLimit limit;

    public PublicReads(ObjectMapper json, ReadLimit limit) {
        this.json = json;
        this.limit = limit;
    }

    /**
     * Blocks no thread: an absent answer is loaded on a worker thread, and counts against the address that asks.
     *
     * @param key names the answer, parameters included
     */
    public CompletionStage<Response> get(HttpServerRequest request, String key, Supplier<?> load) {
        DomainException refusal = unknown.getIfPresent(key);
        if (refusal != null) {
            throw refusal;
        }
        MultiMap headers = request.headers();
        CompletableFuture<Answer> shared = answers.getIfPresent(key);
        CompletionStage<Answer> answer =
                shared != null ? shared : limit.within(request, () -> answers.get(key, absent -> answer(key, load)));
        return answer.thenCompose(found -> response(headers, key, found));
    }

    private CompletionStage<Response> response(MultiMap headers, String key, Answer answer) {
        if (headers.contains(HttpHeaders.IF_MATCH) && !EntityTags.areAny(headers.getAll(HttpHeaders.IF_MATCH))) {
            throw new ClientErrorException(Response.Status.PRECONDITION_FAILED); // a weak tag never matches here
        }
        if (EntityTags.match(headers.getAll(HttpHeaders.IF_NONE_MATCH), answer.tag.getValue())) {
            return completed(Response.notModified(), answer);
        }
        var codings = new AcceptedCodings(headers.getAll(HttpHeaders.ACCEPT_ENCODING));
        if (codings.preferGzip() && (answer.body.length >= LARGE || !codings.acceptIdentity())) {
            return compressed
                    .get(key + ' ' + answer.tag.getValue(), absent -> gzip(answer.body))
                    .thenCompose(body ->
                            completed(ok(body).header(HttpHeaders.CONTENT_ENCODING.toString(), "gzip"), answer));
        }
        if (!codings.acceptIdentity()) {
            throw new NotAcceptableException();
        }
        return completed(ok(answer.body), answer);
    }

    /** A body that shares the bytes, where an array would be copied for each request. */
    @SuppressWarnings("deprecation") // there is no other way to a buffer that shares them
    private static Response.ResponseBuilder ok(byte[] body) {
        return Response.ok(Buffer.buffer(Unpooled.wrappedBuffer(body)), MediaType.APPLICATION_JSON_TYPE);
    }

    private static CompletionStage<Response> completed(Response.ResponseBuilder response, Answer answer) {
        return CompletableFuture.completedStage(response.tag(answer.tag)
                .header(HttpHeaders.CACHE_CONTROL.toString(), "public, no-cache")
                .header(HttpHeaders.VARY.toString(), HttpHeaders.ACCEPT_ENCODING.toString())
                .build());
    }

    /** Compresses quickly: a tenth less size would take twice the time. */
    private static byte[] gzip(byte[] body) {
        var bytes = new ByteArrayOutputStream(body.length / 4);
        try (var out = new QuickGzip(bytes)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static final class QuickGzip extends GZIPOutputStream {
        QuickGzip(OutputStream out) throws IOException {
            super(out, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    @ActivateRequestContext // for the reads of the database
    Answer answer(String key, Supplier<?> load) {
        try {
            byte[] body = json.writeValueAsBytes(load.get());
            Answer last = latest.getIfPresent(key);
            Answer answer = last != null && Arrays.equals(last.body, body) ? last : Answer.of(body);
            latest.put(key, answer);
            return answer;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (DomainException e) {
            if (e.kind() == ErrorKind.NOT_FOUND) {
                unknown.put(key, e);
            }
            throw e;
        }
    }

    record Answer(byte[] body, EntityTag tag) {
        static Answer of(byte[] body) {
            return new Answer(
                    body, new EntityTag(Integer.toHexString(Arrays.hashCode(body)) + "-" + body.length, true));
        }
    }
}
