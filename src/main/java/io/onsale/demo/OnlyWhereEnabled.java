package io.onsale.demo;

import jakarta.ws.rs.NameBinding;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** The binding of resources to {@link DemoSwitch}. */
@NameBinding
@Retention(RetentionPolicy.RUNTIME)
@interface OnlyWhereEnabled {}
