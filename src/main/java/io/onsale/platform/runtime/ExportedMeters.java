package io.onsale.platform.runtime;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/** What is exported of the meters of libraries, so that an instance has hundreds of series and not thousands. */
final class ExportedMeters {
    private static final String REQUESTS = "http.server.requests";
    /** Upper bounds of the buckets: up to the last a request has its answer, be it 503 (LoadShedding). */
    private static final double[] REQUEST_BUCKETS = LongStream.of(5, 25, 50, 100, 250, 500, 1000, 2500, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private static final String KAFKA = "kafka.";
    /** The clients have some two hundred, many of them for each partition or broker. */
    private static final Set<String> KAFKA_EXPORTED = Set.of(
            "kafka.consumer.fetch.manager.records.lag",
            "kafka.consumer.fetch.manager.records.consumed.total",
            "kafka.consumer.coordinator.assigned.partitions",
            "kafka.consumer.coordinator.rebalance.total",
            "kafka.producer.record.send.total",
            "kafka.producer.record.error.total",
            "kafka.producer.request.latency.avg");

    @Produces
    @Singleton
    MeterFilter requestBuckets() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(REQUESTS)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives(REQUEST_BUCKETS)
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }

    @Produces
    @Singleton
    MeterFilter fewOfKafka() {
        return MeterFilter.deny(id -> id.getName().startsWith(KAFKA) && !KAFKA_EXPORTED.contains(id.getName()));
    }
}
