package io.onsale.platform.limits;

/** Whose requests are counted together. */
public enum LimitedBy {
    USER,
    ADDRESS
}
