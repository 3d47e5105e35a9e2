package io.onsale.deadletter.domain;

/** Where in Kafka a record was read. */
public record Origin(String topic, int partition, long offset) {}
