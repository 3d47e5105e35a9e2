package io.onsale.platform.identity;

/** What stands in the {@code groups} of a user token. */
public final class Role {
    /** May act for oneself. */
    public static final String USER = "user";
    /** May charge points for others, once for each reference: who hears of payments. */
    public static final String PAYMENTS = "payments";
    /** May announce concerts and do everything under {@code /admin}. */
    public static final String ADMIN = "admin";

    private Role() {}
}
