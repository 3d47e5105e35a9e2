package io.onsale.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The kind and the code of a refusal, on each class of {@link DomainException}. They are part of the public contract. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Refusal {
    String ASK_AGAIN = "ask again after Retry-After";

    ErrorKind kind();

    /** Stable, and unique to the rule. */
    String code();

    /** For the API's description: what a client should know or do beyond the code. */
    String hint() default "";
}
