package io.onsale.embedded;

import io.quarkus.deployment.IsDevelopment;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.deployment.annotations.Produce;
import io.quarkus.deployment.builditem.LiveReloadBuildItem;
import io.quarkus.deployment.builditem.ServiceStartBuildItem;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URL;
import org.eclipse.microprofile.config.ConfigProvider;

/** The last words of a start: where things are, and how to book a seat of the demo data. */
public class StartScreen {

    private static final String TEXT = """

            Onsale is ready.

              API         %1$s/api/v1/concerts
              Swagger UI  %1$s/q/swagger-ui
              Dev UI      %1$s/q/dev-ui
              Health      %1$s/q/health

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
            showWhenReady(ConfigProvider.getConfig().getValue("quarkus.http.port", int.class));
        }
    }

    /** Returns at once. */
    static void showWhenReady(int port) {
        var waiting = new Thread(() -> {
            try {
                String application = "http://localhost:" + port;
                while (!isReady(application)) {
                    Thread.sleep(100);
                }
                System.out.printf(TEXT, application, CONCERT, DATE, SEAT, USER);
            } catch (InterruptedException e) {
                // then it never came up
            }
        });
        waiting.setDaemon(true);
        waiting.start();
    }

    private static boolean isReady(String application) {
        try {
            var health = (HttpURLConnection) new URL(application + "/q/health/ready").openConnection();
            return health.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
