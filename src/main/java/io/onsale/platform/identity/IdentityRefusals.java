package io.onsale.platform.identity;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** What is wrong with who somebody says to be, each rule with its code. */
public final class IdentityRefusals {
    private IdentityRefusals() {}

    @Refusal(kind = ErrorKind.UNAUTHENTICATED, code = "CREDENTIALS_MISSING")
    public static final class CredentialsMissingException extends DomainException {
        CredentialsMissingException() {
            super("This call needs a bearer token in the Authorization header.");
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "ROLE_MISSING")
    public static final class RoleMissingException extends DomainException {
        RoleMissingException() {
            super("This call needs a role that the user token does not have.");
        }
    }

    @Refusal(kind = ErrorKind.FORBIDDEN, code = "SUBJECT_IS_NO_USER")
    public static final class SubjectIsNoUserException extends DomainException {
        SubjectIsNoUserException() {
            super("The subject of the user token is not the id of a user.");
        }
    }

    /** Forged, expired, of another issuer or for another audience: it is not said which. */
    @Refusal(kind = ErrorKind.UNAUTHENTICATED, code = "USER_TOKEN_INVALID")
    public static final class UserTokenInvalidException extends DomainException {
        UserTokenInvalidException() {
            super("The user token is not valid, or not any more.");
        }
    }
}
