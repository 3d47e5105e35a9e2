package io.onsale.platform.identity;

/** The roles in the {@code groups} of a user token. */
public final class Role {
    /** May act for oneself. */
    public static final String USER = "user";
    /** May charge points for others, once for each reference: the role of the system that receives payments. */
    public static final String PAYMENTS = "payments";
    /** May announce concerts and do everything under {@code /admin}. */
    public static final String ADMIN = "admin";

    private Role() {}
}
