package io.onsale.booking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/** A client of the API as buyers use it, fit for many threads at once. */
public final class BookingApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param body null if the answer had none */
    public record Answer(int status, JsonNode body) {
        public String text(String field) {
            return body.path(field).asText(null);
        }

        public String code() {
            return text("code");
        }
    }

    /** One date of a concert that is on sale, and its seats by number. */
    public record Show(String concert, String date, List<String> seats) {}

    /** A user who has entered the queue of a concert. */
    public record Buyer(String user, String token) {}

    /** The headers of calls that act for a user or an operator; all other calls send none. */
    public interface Credentials {
        Credentials NONE = new Credentials() {
            @Override
            public String ofUser(String user) {
                return null;
            }

            @Override
            public String ofOperator() {
                return null;
            }
        };

        String ofUser(String user);

        String ofOperator();
    }

    private static final Pattern USER = Pattern.compile("/users/([^/]+)");

    private final Supplier<String> application;
    private final Credentials credentials;

    /** A client of the application under test. */
    public BookingApi() {
        this(Credentials.NONE);
    }

    public BookingApi(Credentials credentials) {
        this(() -> "http://localhost:" + RestAssured.port, credentials);
    }

    public BookingApi(String application) {
        this(() -> application);
    }

    /** @param application the address to which each request goes */
    public BookingApi(Supplier<String> application) {
        this(application, Credentials.NONE);
    }

    public BookingApi(Supplier<String> application, Credentials credentials) {
        this.application = application;
        this.credentials = credentials;
    }

    private String credentials(String path) {
        Matcher user = USER.matcher(path);
        return user.find() ? credentials.ofUser(user.group(1)) : credentials.ofOperator();
    }

    /** @param queueToken null for the credentials of the user in the path, or of an operator */
    public Answer call(String method, String path, String queueToken, Object body, String... headers) {
        return send(method, path, queueToken == null ? credentials(path) : queueToken, body, headers);
    }

    private Answer send(String method, String path, String token, Object body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application.get() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(30));
        request.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(write(body)));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            String text = response.body();
            return new Answer(response.statusCode(), text.isEmpty() ? null : JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Answer ok(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
        return answer;
    }

    public Show aShow() {
        return aShow(Instant.now().minusSeconds(60), 500);
    }

    /** A date of 50 seats a month from now; its waiting room has slots for this many buyers at once. */
    public Show aShow(Instant openTime, int maxActive) {
        return aShow(openTime, maxActive, Map.of());
    }

    /** A date of this many seats of 1,000 won. */
    public Show aShowOf(int seats) {
        var block = Map.of("grade", "NORMAL", "price", 1_000, "count", seats);
        return aShow(Instant.now().minusSeconds(60), 500, Map.of("seats", List.of(block)));
    }

    private Show aShow(Instant openTime, int maxActive, Map<String, Object> seating) {
        String concert = ok(call(
                        "POST",
                        "/concerts",
                        null,
                        Map.of("title", "Race", "artist", "Barrier", "openTime", openTime.toString())))
                .text("concertId");
        Instant day = Instant.now().plus(Duration.ofDays(30));
        var request = new HashMap<>(seating);
        request.put("date", day.toString());
        request.put("deadline", day.minusSeconds(3600).toString());
        String date = ok(call("POST", "/concerts/" + concert + "/dates", null, request))
                .text("concertDateId");
        setPolicy(concert, policy(maxActive));
        return seatsOf(concert, date);
    }

    /** Makes newcomers to the queue prove work from now on. */
    public void askForWork(Show show, int bits) {
        setQueue(show, Map.of("proofOfWorkBits", bits));
    }

    /** Changes these settings of the waiting room and keeps the default of all others. */
    public void setQueue(Show show, Map<String, Object> settings) {
        var policy = new HashMap<>(policy(500));
        policy.putAll(settings);
        setPolicy(show.concert(), policy);
    }

    /** The times are so long that nobody loses a slot because the test takes its time. */
    private static Map<String, Object> policy(int maxActive) {
        return Map.of(
                "maxActive",
                maxActive,
                "claimSeconds",
                20,
                "activeSeconds",
                300,
                "firstHoldSeconds",
                300,
                "paused",
                false);
    }

    private void setPolicy(String concert, Map<String, Object> policy) {
        ok(call("PUT", "/admin/concerts/" + concert + "/queue", null, policy));
    }

    /** A date that exists already, with its seats. */
    public Show seatsOf(String concert, String date) {
        return new Show(concert, date, seatIds(concert, date));
    }

    public List<String> seatIds(String concert, String date) {
        JsonNode seats = ok(call("GET", "/concerts/" + concert + "/dates/" + date + "/seats?status=all", null, null))
                .body();
        return StreamSupport.stream(seats.spliterator(), false)
                .map(seat -> seat.path("seatId").asText())
                .toList();
    }

    public String aUser(long points) {
        String itself = credentials.ofUser(UUID.randomUUID().toString());
        String user = ok(send("POST", "/users", itself, null)).text("userId");
        if (points > 0) {
            charge(user, points);
        }
        return user;
    }

    /** Charges points as an operator, by a new reference; or as the user, where nobody is asked who they are. */
    public Answer charge(String user, long points, String... headers) {
        String operator = credentials.ofOperator();
        return operator == null
                ? call("POST", "/users/" + user + "/points", null, Map.of("point", points), headers)
                : chargeOnce(UUID.randomUUID().toString(), user, points, headers);
    }

    /** Charges points as an operator, by this reference. */
    public Answer chargeOnce(String reference, String user, long points, String... headers) {
        return send(
                "POST",
                "/users/" + user + "/points",
                credentials.ofOperator(),
                Map.of("point", points, "reference", reference),
                headers);
    }

    public long points(String user) {
        return ok(call("GET", "/users/" + user + "/points", null, null))
                .body()
                .path("amount")
                .asLong();
    }

    public List<JsonNode> history(String user) {
        JsonNode items = ok(call("GET", "/users/" + user + "/points/history?size=1000", null, null))
                .body()
                .path("items");
        return StreamSupport.stream(items.spliterator(), false).toList();
    }

    public Buyer enter(Show show, String user) {
        return new Buyer(
                user,
                ok(call("POST", "/queue/concerts/" + show.concert() + "/users/" + user, null, null))
                        .text("tokenId"));
    }

    public Buyer aBuyer(Show show, long points) {
        return enter(show, aUser(points));
    }

    public List<Buyer> buyers(Show show, int count) {
        return IntStream.range(0, count).mapToObj(i -> aBuyer(show, 0)).toList();
    }

    public Answer turn(Show show, Buyer buyer) {
        return call("GET", "/queue/concerts/" + show.concert(), buyer.token(), null);
    }

    public Answer reserve(Show show, Buyer buyer, String seat, String... headers) {
        return call(
                "POST",
                "/reservations/seats/" + seat,
                buyer.token(),
                Map.of("concertId", show.concert(), "concertDateId", show.date()),
                headers);
    }

    public Answer order(Show show, Buyer buyer, List<String> seats, String... headers) {
        return call(
                "POST",
                "/reservations",
                buyer.token(),
                Map.of("concertId", show.concert(), "concertDateId", show.date(), "seatIds", seats),
                headers);
    }

    public String reserved(Show show, Buyer buyer, String seat) {
        return ok(reserve(show, buyer, seat)).text("reservationId");
    }

    public Answer pay(Buyer buyer, String reservation, String... headers) {
        return call("POST", "/payments/" + reservation, buyer.token(), null, headers);
    }

    public Answer reservation(Buyer buyer, String reservation) {
        return call("GET", "/reservations/" + reservation, buyer.token(), null);
    }

    public Answer cancel(Buyer buyer, String reservation, String... headers) {
        return call("DELETE", "/reservations/" + reservation, buyer.token(), null, headers);
    }

    private static String write(Object body) {
        try {
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
