package io.onsale.platform.deadletters;

/** Where in Kafka a record was read. */
public record Origin(String topic, int partition, long offset) {}
