package io.onsale.embedded;

import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.LiveReloadBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** The start screen: where everything is, and how to book a seat of the demo data. */
public class StartScreen {

    private static final String TEXT = """

            Onsale is ready.

              API         %1$s/api/v1/concerts
              Swagger UI  %1$s/q/swagger-ui
              Health      %6$s/q/health%7$s

            Book a seat: join the queue, reserve, pay.

            TOKEN=$(curl -s -X POST %1$s/api/v1/queue/concerts/%2$s/users/%5$s | sed 's/.*"tokenId":"\\([^"]*\\).*/\\1/')
            RESERVATION=$(curl -s -X POST %1$s/api/v1/reservations/seats/%4$s -H "Authorization: Bearer $TOKEN" \
            -H 'Content-Type: application/json' -d '{"concertId":"%2$s","concertDateId":"%3$s"}' \
            | sed 's/.*"reservationId":"\\([^"]*\\).*/\\1/')
            curl -s -X POST %1$s/api/v1/payments/$RESERVATION -H "Authorization: Bearer $TOKEN"

            """;

    private static final String CONCERT = "01990000-0000-7000-8000-000000000001";
    private static final String DATE = "01990000-0000-7000-8000-000000000011";
    private static final String SEAT = "01990000-0000-7000-8000-000000000101";
    private static final String USER = "01990000-0000-7000-8000-0000000000a1";

    @BuildStep(onlyIf = IsDevelopment.class)
    @Produce(ServiceStartBuildItem.class)
    void inDevMode(LiveReloadBuildItem start) {
        if (!start.isLiveReload()) {
            Config config = ConfigProvider.getConfig();
            int port = config.getValue("quarkus.http.port", int.class);
            String places = "%n  Dev UI      http://localhost:%d/q/dev-ui".formatted(port);
            if (config.getValue("onsale.security.user-auth", String.class).equals("jwt")) {
                places +=
                        "%n  User token  POST http://localhost:%d/dev/tokens {\"userId\":\"%s\"}".formatted(port, USER);
            }
            showWhenReady(port, port, places);
        }
    }

    /**
     * Returns at once.
     *
     * @param managementPort the port of the health checks
     * @param more is added to the list of places
     */
    static void showWhenReady(int port, int managementPort, String more) {
        var waiting = new Thread(() -> {
            try {
                String application = "http://localhost:" + port;
                String management = "http://localhost:" + managementPort;
                while (!isReady(management)) {
                    Thread.sleep(100);
                }
                // in one go: the console of dev mode redraws at each call
                System.out.print(TEXT.formatted(application, CONCERT, DATE, SEAT, USER, management, more));
            } catch (InterruptedException e) {
                // then it never came up
            }
        });
        waiting.setDaemon(true);
        waiting.start();
    }

    private static boolean isReady(String management) {
        try {
            var health = (HttpURLConnection) new URL(management + "/q/health/ready").openConnection();
            return health.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
