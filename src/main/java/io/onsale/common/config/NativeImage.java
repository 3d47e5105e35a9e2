package io.onsale.common.config;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the native executable must contain although only a name leads to it, at run time: the cache bounded by weight, and that of the driver
 * for statements.
 */
@RegisterForReflection(classNames = {"com.github.benmanes.caffeine.cache.SSMW", "com.mysql.cj.PerConnectionLRUFactory"})
final class NativeImage {}
