package io.onsale.platform.runtime;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/** The filters of the meters that libraries register. They keep an instance at hundreds of exported series instead of thousands. */
final class ExportedMeters {
    private static final String REQUESTS = "http.server.requests";
    /** The upper bounds of the buckets. Every request has an answer within the last of them, even if that is a 503 (LoadShedding). */
    private static final double[] REQUEST_BUCKETS = LongStream.of(5, 25, 50, 100, 250, 500, 1000, 2500, 5000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    private static final String KAFKA = "kafka.";
    /** The Kafka meters worth exporting, of about two hundred; many of those exist once for each partition or broker. */
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
