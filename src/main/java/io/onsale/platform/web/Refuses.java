package io.onsale.platform.web;

import io.onsale.kernel.DomainException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The refusals that an operation may answer with; on a resource, those of all its operations; on an annotation, those of all operations that
 * carry that. They go into the OpenAPI document. A refusal
 * that follows from the operation's shape (its ids, body, parameters, roles) is not named here.
 */
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Refuses {
    Class<? extends DomainException>[] value();
}
