package io.onsale.embedded;

import io.quarkus.bootstrap.app.RunningQuarkusApplication;
import io.quarkus.deployment.dev.DevModeListener;

/** The last words of a start, in dev mode and with {@code ./run-packaged}: where things are, and how to book a seat of the demo data. */
public class StartScreen implements DevModeListener {

    private static final String TEXT = """

            Onsale is ready at %1$s

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

    static void print(String port) {
        System.out.printf(TEXT, "http://localhost:" + port, CONCERT, DATE, SEAT, USER);
    }

    @Override
    public void afterFirstStart(RunningQuarkusApplication application) {
        print(application.getConfigValue("quarkus.http.port", String.class).orElseThrow());
    }

    @Override
    public void beforeShutdown() {}
}
