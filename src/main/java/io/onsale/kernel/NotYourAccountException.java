package io.onsale.kernel;

/** The refusal of a user who acts for another user. */
public final class NotYourAccountException extends DomainException {
    NotYourAccountException() {
        super(ErrorKind.FORBIDDEN, "NOT_YOUR_ACCOUNT", "The user token is not that of the user in the path.");
    }
}
