package io.onsale.user.domain;

/**
 * The name of a charge where its money came from, e.g. the id of a payment at its provider. There is at most one charge
 * of a reference.
 */
public record ChargeReference(String value) {}
