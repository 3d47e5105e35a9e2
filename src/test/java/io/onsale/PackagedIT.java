package io.onsale;

import static io.restassured.RestAssured.get;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import org.junit.jupiter.api.Test;

/** The packaged application, as it goes to production: the jar, or after {@code -Dnative} the executable. */
@QuarkusIntegrationTest
class PackagedIT {

    @Test
    void isReady() {
        get("/q/health/ready").then().statusCode(200);
    }
}
