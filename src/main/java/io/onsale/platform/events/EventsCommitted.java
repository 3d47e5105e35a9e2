package io.onsale.platform.events;

/** Fired in a transaction that has put events into the outbox: they can be relayed once it has been committed. */
public record EventsCommitted() {}
