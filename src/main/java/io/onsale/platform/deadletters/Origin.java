package io.onsale.platform.deadletters;

/** The place in Kafka where a record was read. */
public record Origin(String topic, int partition, long offset) {}
