package io.onsale.platform.web;

import io.onsale.kernel.DomainException;
import io.onsale.kernel.ErrorKind;
import io.onsale.kernel.Refusal;

/** What is refused before anybody has looked at what was asked for, each rule with its code. What HTTP itself refuses is named after its status. */
public final class WebRefusals {
    private WebRefusals() {}

    @Refusal(kind = ErrorKind.INVALID, code = "DUPLICATE_HEADER")
    public static final class DuplicateHeaderException extends DomainException {
        DuplicateHeaderException(CharSequence name) {
            super("The header " + name + " may be there once only.");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "MALFORMED_ID")
    public static final class MalformedIdException extends DomainException {
        MalformedIdException() {
            super("An id in the path or query is not a UUID.");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "MALFORMED_JSON")
    public static final class MalformedJsonException extends DomainException {
        MalformedJsonException() {
            super("The body is not the JSON that is expected here.");
        }
    }

    @Refusal(kind = ErrorKind.INVALID, code = "MALFORMED_PARAMETER")
    public static final class MalformedParameterException extends DomainException {
        MalformedParameterException(String detail) {
            super(detail);
        }
    }

    @Refusal(kind = ErrorKind.UNAVAILABLE, code = "OVERLOADED", hint = Refusal.ASK_AGAIN)
    public static final class OverloadedException extends DomainException {
        OverloadedException() {
            super("Too many ask at the same time. Ask again; with an Idempotency-Key nothing is done twice.");
        }
    }

    /** The problem's errors say which field. */
    @Refusal(kind = ErrorKind.INVALID, code = "VALIDATION")
    public static final class ValidationException extends DomainException {
        ValidationException(String detail) {
            super(detail);
        }
    }
}
