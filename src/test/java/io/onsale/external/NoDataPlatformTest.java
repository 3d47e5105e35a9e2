package io.onsale.external;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.invariants.AsInProduction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.ChannelRegistry;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(AsInProduction.class)
class NoDataPlatformTest {
    @Inject
    ChannelRegistry channels;

    @Test
    void givenNotEnabled_neitherConsumerNorStubIsThere() {
        assertThat(channels.getIncomingNames())
                .contains("clean-up", "dead-letters")
                .doesNotContain("data-platform");
        given().get("/stub/data-platform/events").then().statusCode(404);
    }
}
