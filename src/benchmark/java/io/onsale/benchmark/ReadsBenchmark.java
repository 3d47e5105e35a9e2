package io.onsale.benchmark;

import static io.hyperfoil.http.api.HttpMethod.GET;
import static io.onsale.benchmark.Bench.API;

import io.onsale.benchmark.Row.Ratio;
import io.onsale.booking.BookingApi.Show;

/** The benchmark of public reads. */
final class ReadsBenchmark {
    private final Bench bench;

    ReadsBenchmark(Bench bench) {
        this.bench = bench;
    }

    void run() throws Exception {
        Show show = bench.api().aShow();
        String path = Bench.seatList(show);
        int bytes = bench.api().call("GET", path, null, null).body().toString().length();
        bench.compare(
                new Ratio("seat list, 50 seats", "an answer of its %,d bytes".formatted(bytes), 0.7),
                () -> bench.rate(GET, 200, Bench.always(API + path)),
                () -> bench.bytes(bytes));
    }
}
