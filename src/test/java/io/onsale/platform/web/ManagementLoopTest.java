package io.onsale.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests that health is answered however busy the API is. */
@QuarkusTest
@TestProfile(ManagementLoopTest.WithManagement.class)
class ManagementLoopTest {
    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());

    public static final class WithManagement implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.management.enabled", "true", "quarkus.management.test-port", "0");
        }

        @Override
        public Set<Class<?>> getEnabledAlternatives() {
            return Set.of(Routes.class);
        }
    }

    @TestHTTPResource
    URI api;

    @TestHTTPResource(management = true)
    URI management;

    /** Routes that tell on which event loop they are answered, or stop it. */
    @Alternative
    @ApplicationScoped
    static class Routes {
        private static final AtomicInteger STOPPED = new AtomicInteger();
        private static volatile CountDownLatch goOn = new CountDownLatch(0);

        void route(@Observes Router router) {
            router.get("/loop").order(-100_000).handler(Routes::tell);
            router.get("/stop").order(-100_000).handler(Routes::stop);
        }

        void route(@Observes ManagementInterface management) {
            management.router().get("/loop").order(-100_000).handler(Routes::tell);
        }

        private static void tell(RoutingContext context) {
            context.response()
                    .putHeader("Connection", "close")
                    .end(Thread.currentThread().getName());
        }

        private static void stop(RoutingContext context) {
            STOPPED.incrementAndGet();
            try {
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            tell(context);
        }
    }

    @Test
    void theApiHasAllLoopsButOne_whichIsThatOfHealth() throws IOException {
        Set<String> ofApi = new HashSet<>();
        Set<String> ofManagement = new HashSet<>();
        for (int i = 0; i < 3 * LOOPS; i++) {
            ofApi.add(body(get(api, "/loop")));
            ofManagement.add(body(get(management, "/loop")));
        }
        assertThat(ofApi).hasSize(LOOPS);
        assertThat(ofManagement).hasSize(1).doesNotContainAnyElementsOf(ofApi);
    }

    @Test
    void givenNoLoopOfTheApiComesRound_healthIsAnswered() throws Exception {
        List<RawHttp> stopped = new ArrayList<>();
        Routes.goOn = new CountDownLatch(1);
        Routes.STOPPED.set(0);
        try {
            // Given
            for (int i = 0; i < LOOPS; i++) {
                var connection = new RawHttp(api);
                stopped.add(connection);
                connection.send("GET /stop HTTP/1.1\r\nHost: onsale\r\n\r\n");
                while (Routes.STOPPED.get() <= i) {
                    TimeUnit.MILLISECONDS.sleep(1);
                }
            }
            // When, then
            for (int i = 0; i < LOOPS; i++) {
                assertThat(get(management, "/q/health/live")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(Routes.STOPPED.get()).isEqualTo(LOOPS);
        } finally {
            Routes.goOn.countDown();
            for (RawHttp connection : stopped) {
                connection.close();
            }
        }
    }

    private static String get(URI server, String path) throws IOException {
        return RawHttp.exchange(server, "GET " + path + " HTTP/1.1\r\nHost: onsale\r\nConnection: close\r\n\r\n");
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
