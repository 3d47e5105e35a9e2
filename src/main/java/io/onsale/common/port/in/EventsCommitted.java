package io.onsale.common.port.in;

/** Fired in a transaction that has put events into the outbox: they can be relayed once it has been committed. */
public record EventsCommitted() {}
