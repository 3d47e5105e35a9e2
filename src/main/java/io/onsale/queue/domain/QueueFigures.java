package io.onsale.queue.domain;

/**
 * How full the waiting room is.
 *
 * @param admittedPerSecond measured over the last half minute; 0 when nobody was admitted
 */
public record QueueFigures(long waiting, long active, double admittedPerSecond) {}
