package io.onsale.kernel;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a refusal is to whoever is refused, the same for all of its class: on each {@link DomainException}, and part of the public contract. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Refusal {
    String ASK_AGAIN = "ask again after Retry-After";

    ErrorKind kind();

    /** Stable, and unique to the rule. */
    String code();

    /** What a client should know or do about it that the code does not say, for the API's description. */
    String hint() default "";
}
