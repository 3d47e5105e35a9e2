package io.onsale.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.drill.History.Entry;
import io.onsale.drill.History.Op;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The HTTP client of one buyer: it sends each request to some instance, and writes it into the history with its answer.
 */
final class Caller {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than any answer may take, so that an answer that is late is seen. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(1))
            .build();

    private final Cluster cluster;
    private final History history;
    private final Random random;
    private String user = "";
    private String concert;
    private String token;

    Caller(Cluster cluster, History history, Random random) {
        this.cluster = cluster;
        this.history = history;
        this.random = random;
    }

    void is(String user) {
        this.user = user;
        this.token = null;
    }

    void wants(String concert) {
        this.concert = concert;
        this.token = null;
    }

    void holds(String token) {
        this.token = token;
    }

    /** Another client of the same buyer, for another thread. */
    Caller again() {
        var again = new Caller(cluster, history, new Random(random.nextLong()));
        again.user = user;
        again.concert = concert;
        again.token = token;
        return again;
    }

    /** Sends a request that the history does not have. Returns null if it had no success. */
    JsonNode look(String method, String path, Object body) {
        try {
            var response =
                    HTTP.send(request(cluster.choose(random), method, path, null, body), BodyHandlers.ofString());
            return response.statusCode() < 300 ? JSON.readTree(response.body()) : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    Entry call(Op op, List<String> subject, String key, String method, String path, Object body) {
        return call(
                op, subject, key, method, path, body, PATIENCE.plusSeconds(2).toMillis());
    }

    /** @param cutMillis the time after which the connection is cut, whether there was an answer or not */
    Entry call(Op op, List<String> subject, String key, String method, String path, Object body, long cutMillis) {
        String instance = cluster.choose(random);
        HttpRequest request = request(instance, method, path, key, body);
        long begin = history.now();
        HttpResponse<String> response = null;
        var sent = HTTP.sendAsync(request, BodyHandlers.ofString());
        try {
            response = sent.get(cutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            // the connection was refused or broken off
        } catch (TimeoutException e) {
            sent.cancel(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        var entry = new Entry(
                op,
                user,
                concert,
                subject,
                key,
                instance,
                begin,
                history.now(),
                response == null ? 0 : response.statusCode(),
                response == null
                        ? null
                        : response.headers().firstValue("Retry-After").orElse(null),
                response == null || response.body().isEmpty() ? null : read(response.body()));
        history.add(entry);
        return entry;
    }

    private HttpRequest request(String instance, String method, String path, String key, Object body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(instance + "/api/v1" + path)).timeout(PATIENCE);
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(write(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.build();
    }

    private static JsonNode read(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode().put("code", "no JSON: " + body);
        }
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static Map<String, Object> body(Object... pairs) {
        var body = new java.util.LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            body.put((String) pairs[i], pairs[i + 1]);
        }
        return body;
    }
}
