package io.onsale.security;

import static io.onsale.security.Credential.GARBAGE;
import static io.onsale.security.Credential.RIGHT;

import io.onsale.booking.BookingApi.Buyer;
import io.onsale.security.Route.World;
import java.util.UUID;
import java.util.function.Function;

/**
 * One route of the application, who may use it, and a request to it in which nothing else is wrong.
 *
 * @param path the path as the router has it
 * @param call the request, in a world of its own
 */
record Route(String method, String path, Door door, Function<World, Call> call) {
    /** @param user the user whose account the request is about, or null */
    record Call(String path, Object body, String user) {}

    /**
     * The data around a request: two concerts; a buyer of the first who holds a seat there; a rival; and tokens of the
     * buyer for both, and one that is of no use any more.
     */
    record World(
            String concert,
            String date,
            String seat,
            Buyer buyer,
            Buyer rival,
            String elsewhere,
            String ended,
            String held,
            String deadLetter) {}

    /** The callers whom a route lets in. */
    enum Door {
        ANYBODY,
        USER,
        ADMIN,
        /** The group payments, for any user; operators, too. */
        PAYMENTS,
        /** The holder of the queue token, during the turn. */
        TURN,
        /** The holder of the queue token, whether or not the turn is over: the reservation is the buyer's. */
        OWNER,
        NOBODY
    }

    /**
     * The answer to a credential: null if there is none of the kind, "in" if it lets the caller in, else the problem's
     * status and code.
     */
    String expected(Credential credential, World world) {
        return switch (door) {
            case ANYBODY -> "in";
            case USER, ADMIN, PAYMENTS -> ofUserToken(credential, world);
            case TURN, OWNER -> ofQueueToken(credential);
            case NOBODY -> credential == Credential.NONE ? "401 CREDENTIALS_MISSING" : ofNobody(credential);
        };
    }

    private String ofUserToken(Credential credential, World world) {
        return switch (credential) {
            case NONE -> "401 CREDENTIALS_MISSING";
            case OTHER_ROLE -> "403 ROLE_MISSING";
            case OTHER_USER ->
                door == Door.PAYMENTS || call.apply(world).user() == null ? null : "403 NOT_YOUR_ACCOUNT";
            case OTHER_CONCERT -> null;
            case RIGHT -> "in";
            default -> "401 USER_TOKEN_INVALID";
        };
    }

    private String ofQueueToken(Credential credential) {
        return switch (credential) {
            case NONE -> "401 CREDENTIALS_MISSING";
            case EXPIRED -> door == Door.TURN ? "401 QUEUE_TOKEN_ENDED" : null;
            case OTHER_USER -> door == Door.OWNER ? "403 NOT_YOUR_RESERVATION" : null;
            case OTHER_CONCERT -> "403 TOKEN_OF_ANOTHER_CONCERT";
            case PUBLIC_KEY_AS_SECRET, OTHER_ISSUER, OTHER_AUDIENCE, OTHER_ROLE -> null;
            case RIGHT -> "in";
            default -> "401 QUEUE_TOKEN_INVALID";
        };
    }

    private String ofNobody(Credential credential) {
        return credential == RIGHT || credential == Credential.OTHER_ROLE ? "403 ROLE_MISSING" : null;
    }

    /** The token for the Authorization header, or null. */
    String token(Credential credential, World world) {
        return door == Door.TURN || door == Door.OWNER ? queueToken(credential, world) : userToken(credential, world);
    }

    private String userToken(Credential credential, World world) {
        String named = call.apply(world).user();
        String user = named == null ? UUID.randomUUID().toString() : named;
        String role =
                switch (door) {
                    case ADMIN -> "admin";
                    case PAYMENTS -> "payments";
                    default -> "user";
                };
        return switch (credential) {
            case NONE -> null;
            case GARBAGE -> "a.b.c";
            case EXPIRED -> UserTokens.expired(user, role);
            case WRONG_KEY -> UserTokens.ofOtherKey(user, role);
            case ALG_NONE -> UserTokens.unsigned(user, role);
            case PUBLIC_KEY_AS_SECRET -> UserTokens.signedWithThePublicKey(user, role);
            case OTHER_ISSUER -> UserTokens.ofOtherIssuer(user, role);
            case OTHER_AUDIENCE -> UserTokens.forOtherAudience(user, role);
            case OTHER_KIND, OTHER_CONCERT -> world.buyer().token();
            case OTHER_USER -> UserTokens.of(world.rival().user(), role);
            case OTHER_ROLE -> UserTokens.of(user, door == Door.USER ? "admin" : "user");
            case RIGHT -> UserTokens.of(user, role);
        };
    }

    private static String queueToken(Credential credential, World world) {
        String token = world.buyer().token();
        int signature = token.lastIndexOf('.') + 1;
        return switch (credential) {
            case NONE -> null;
            case EXPIRED -> world.ended();
            case WRONG_KEY ->
                token.substring(0, signature)
                        + UserTokens.hmac("a secret of somebody else, long enough", token.substring(0, signature - 1));
            case ALG_NONE -> token.substring(0, signature);
            case OTHER_KIND -> UserTokens.of(world.buyer().user(), "user");
            case OTHER_USER -> world.rival().token();
            case OTHER_CONCERT -> world.elsewhere();
            case RIGHT -> token;
            default -> GARBAGE.name();
        };
    }
}
