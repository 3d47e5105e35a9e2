package io.onsale.common.domain;

/** Whose requests are counted together. */
public enum LimitedBy {
    USER,
    ADDRESS
}
