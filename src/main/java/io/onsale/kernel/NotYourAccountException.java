package io.onsale.kernel;

/** The refusal of a user who acts for another user. */
@Refusal(kind = ErrorKind.FORBIDDEN, code = "NOT_YOUR_ACCOUNT")
public final class NotYourAccountException extends DomainException {
    NotYourAccountException() {
        super("The user token is not that of the user in the path.");
    }
}
