package io.onsale.kernel;

/** A user acts for another. */
public final class NotYourAccountException extends DomainException {
    NotYourAccountException() {
        super(ErrorKind.FORBIDDEN, "NOT_YOUR_ACCOUNT", "The user token is not that of the user in the path.");
    }
}
