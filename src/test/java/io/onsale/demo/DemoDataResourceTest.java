package io.onsale.demo;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DemoDataResourceTest {

    @Test
    void givenNumbers_make_thatManyOnSale() {
        // When
        JsonPath made =
                make("{\"concerts\":2,\"datesPerConcert\":3,\"seatsPerDate\":120,\"richUsers\":20,\"poorUsers\":30}")
                        .statusCode(201)
                        .body("concerts", hasSize(2))
                        .body("concerts.dates", everyItem(hasSize(3)))
                        .body("richUserIds", hasSize(20))
                        .body("poorUserIds", hasSize(30))
                        .extract()
                        .jsonPath();
        // Then
        String concert = made.getString("concerts[1].concertId");
        String date = made.getString("concerts[1].dates[2].concertDateId");
        given().get("/api/v1/concerts/{c}/dates", concert)
                .then()
                .body("concertDateId", hasItem(date))
                .body("remainingSeatCount", equalTo(List.of(120, 120, 120)));
        String rich = made.getString("richUserIds[19]");
        points(rich).body("amount", equalTo(1_000_000));
        points(made.getString("poorUserIds[29]")).body("amount", equalTo(0));
        given().get("/api/v1/users/{u}/points/history", rich).then().body("items.kind", equalTo(List.of("WELCOME")));
        given().post("/api/v1/queue/concerts/{c}/users/{u}", concert, rich)
                .then()
                .body("status", equalTo("ACTIVE"));
    }

    @Test
    void givenUsersOnly_make_noConcert() {
        make("{\"concerts\":0,\"datesPerConcert\":1,\"seatsPerDate\":1,\"richUsers\":1,\"poorUsers\":0}")
                .statusCode(201)
                .body("concerts", hasSize(0))
                .body("richUserIds", hasSize(1))
                .body("poorUserIds", hasSize(0));
    }

    private static ValidatableResponse points(String user) {
        return given().get("/api/v1/users/{u}/points", user).then().statusCode(200);
    }

    private static ValidatableResponse make(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/v1/admin/demo-data")
                .then();
    }
}
