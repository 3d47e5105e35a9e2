package io.onsale.user.domain;

/** What a charge is called where its money came from, e.g. the id of a payment at its provider: there is one charge of a reference at most. */
public record ChargeReference(String value) {}
