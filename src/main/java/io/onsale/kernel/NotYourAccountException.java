package io.onsale.kernel;

/** A user acts for another. */
@Refusal(kind = ErrorKind.FORBIDDEN, code = "NOT_YOUR_ACCOUNT")
public final class NotYourAccountException extends DomainException {
    NotYourAccountException() {
        super("The user token is not that of the user in the path.");
    }
}
