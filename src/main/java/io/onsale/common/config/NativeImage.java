package io.onsale.common.config;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** What the native executable must contain although only a name built at run time leads to it: the cache bounded by weight, the driver's cache of statements. */
@RegisterForReflection(classNames = {"com.github.benmanes.caffeine.cache.SSMW", "com.mysql.cj.PerConnectionLRUFactory"})
final class NativeImage {}
