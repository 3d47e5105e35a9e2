package io.onsale.common.config;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What the native executable must contain although only a name leads to it, at run time: the cache bounded by weight, that of the driver
 * for statements, and lz4, in which others may compress their records. The libraries of snappy and zstd, which no annotation can name, are in
 * {@code META-INF/native-image}.
 */
@RegisterForReflection(
        classNames = {
            "com.github.benmanes.caffeine.cache.SSMW",
            "com.mysql.cj.PerConnectionLRUFactory",
            "net.jpountz.lz4.LZ4HCJavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeCompressor",
            "net.jpountz.lz4.LZ4JavaSafeFastDecompressor",
            "net.jpountz.lz4.LZ4JavaSafeSafeDecompressor",
            "net.jpountz.xxhash.StreamingXXHash32JavaSafe$Factory",
            "net.jpountz.xxhash.StreamingXXHash64JavaSafe$Factory",
            "net.jpountz.xxhash.XXHash32JavaSafe",
            "net.jpountz.xxhash.XXHash64JavaSafe"
        })
final class NativeImage {}
