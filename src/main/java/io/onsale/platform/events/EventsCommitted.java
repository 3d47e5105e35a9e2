package io.onsale.platform.events;

/** A signal fired in a transaction that has put events into the outbox: once it is committed, they can be relayed. */
public record EventsCommitted() {}
