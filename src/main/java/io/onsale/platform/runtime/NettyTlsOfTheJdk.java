package io.onsale.platform.runtime;

import com.oracle.svm.core.annotate.Alias;
import com.oracle.svm.core.annotate.Substitute;
import com.oracle.svm.core.annotate.TargetClass;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.CipherSuiteFilter;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextOption;
import io.netty.handler.ssl.SslProvider;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/**
 * A substitution for the native image that keeps the TLS of clients on the JDK's provider. Quarkus substitutes the method of the Netty that
 * it brings, but Netty from 4.1.136 on has a second method that would link the classes of OpenSSL. Its one additional argument is for
 * OpenSSL.
 */
@TargetClass(SslContext.class)
@SuppressWarnings("unchecked") // arrays of a generic type, as Netty has them
final class NettyTlsOfTheJdk {
    private NettyTlsOfTheJdk() {}

    @Alias
    static native SslContext newClientContextInternal(
            SslProvider provider,
            Provider sslContextProvider,
            X509Certificate[] trustCerts,
            TrustManagerFactory trustManagerFactory,
            X509Certificate[] keyCertChain,
            PrivateKey key,
            String keyPassword,
            KeyManagerFactory keyManagerFactory,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig protocolNegotiation,
            String[] protocols,
            long sessionCacheSize,
            long sessionTimeout,
            boolean enableOcsp,
            SecureRandom secureRandom,
            String keyStoreType,
            String endpointIdentificationAlgorithm,
            Map.Entry<SslContextOption<?>, Object>... options)
            throws SSLException;

    @Substitute
    static SslContext newClientContextInternal(
            SslProvider provider,
            Provider sslContextProvider,
            X509Certificate[] trustCerts,
            TrustManagerFactory trustManagerFactory,
            X509Certificate[] keyCertChain,
            PrivateKey key,
            String keyPassword,
            KeyManagerFactory keyManagerFactory,
            Iterable<String> ciphers,
            CipherSuiteFilter cipherFilter,
            ApplicationProtocolConfig protocolNegotiation,
            String[] protocols,
            long sessionCacheSize,
            long sessionTimeout,
            boolean ofOpenSsl,
            boolean enableOcsp,
            SecureRandom secureRandom,
            String keyStoreType,
            String endpointIdentificationAlgorithm,
            Map.Entry<SslContextOption<?>, Object>... options)
            throws SSLException {
        return newClientContextInternal(
                provider,
                sslContextProvider,
                trustCerts,
                trustManagerFactory,
                keyCertChain,
                key,
                keyPassword,
                keyManagerFactory,
                ciphers,
                cipherFilter,
                protocolNegotiation,
                protocols,
                sessionCacheSize,
                sessionTimeout,
                enableOcsp,
                secureRandom,
                keyStoreType,
                endpointIdentificationAlgorithm,
                options);
    }
}
