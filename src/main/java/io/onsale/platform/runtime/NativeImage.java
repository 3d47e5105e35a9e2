package io.onsale.platform.runtime;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The classes that the native executable needs although the code reaches them only by name at run time: Caffeine's caches bounded by
 * weight, with and without expiry after access, and the driver's cache of statements.
 */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMW",
            "com.github.benmanes.caffeine.cache.SSMWA",
            "com.github.benmanes.caffeine.cache.PSAMW",
            "com.mysql.cj.PerConnectionLRUFactory"
        })
final class NativeImage {}
