package io.onsale.platform.limits;

/** The two subjects of a rate limit, whose requests are counted together. */
public enum LimitedBy {
    USER,
    ADDRESS
}
