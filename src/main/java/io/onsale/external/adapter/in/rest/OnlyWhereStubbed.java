package io.onsale.external.adapter.in.rest;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Bound to {@link StubSwitch}. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface OnlyWhereStubbed {}
