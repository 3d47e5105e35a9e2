package io.onsale.queue.domain;

/**
 * The figures of a waiting room, for operators.
 *
 * @param admittedPerSecond measured over the last half minute; 0 when nobody was admitted
 */
public record QueueFigures(long waiting, long active, double admittedPerSecond) {}
