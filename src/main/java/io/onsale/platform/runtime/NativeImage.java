package io.onsale.platform.runtime;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the native executable must contain although only a name leads to it, at run time: caches bounded by weight, with and without an end of
 * what nobody asks for, and that of the driver for statements.
 */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMW",
            "com.github.benmanes.caffeine.cache.SSMWA",
            "com.github.benmanes.caffeine.cache.PSAMW",
            "com.mysql.cj.PerConnectionLRUFactory"
        })
final class NativeImage {}
