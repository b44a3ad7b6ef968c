package dev.millrace.http;

import dev.millrace.config.TlsConfig;
import dev.millrace.config.TlsConfig.ClientAuth;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** From the config's key stores to what encrypts connections. Any thread. */
public final class Tls {

    private Tls() {}

    /**
     * What both sides of a connection need: the key store's key to show who one is, and whom to trust. Instances of one
     * application that ask each other use it, too, as clients.
     *
     * @throws IOException if a store cannot be used; the message names the key of the config
     */
    public static SSLContext context(TlsConfig tls) throws IOException {
        KeyStore keys = load(tls.keyStore(), "key-store");
        requirePrivateKey(keys, tls.keyStore().file());
        List<Certificate> trusted =
                tls.trustStore() == null ? trusted(keys) : trusted(load(tls.trustStore(), "trust-store"));
        if (trusted.isEmpty()) {
            throw new IOException("http.tls.trust-store: expected certificates in "
                    + (tls.trustStore() == null ? tls.keyStore() : tls.trustStore()).file()
                    + ", found none; put them there with keytool -importcert");
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(keys, tls.keyStore()), trustManagers(trusted), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("http.tls: connections cannot be encrypted with these stores: " + e.getMessage(), e);
        }
    }

    /** The server's side, for Jetty. */
    static SslContextFactory.Server server(TlsConfig tls, SSLContext context) {
        SslContextFactory.Server server = new SslContextFactory.Server();
        server.setSslContext(context);
        server.setNeedClientAuth(tls.clientAuth() == ClientAuth.NEED);
        server.setWantClientAuth(tls.clientAuth() == ClientAuth.WANT);
        return server;
    }

    /** There is one certificate for whatever name a client used; it is the client who checks that it fits. */
    static SecureRequestCustomizer customizer() {
        return new SecureRequestCustomizer(false);
    }

    private static KeyStore load(TlsConfig.Store store, String key) throws IOException {
        String where = "http.tls." + key + ": ";
        Path file = store.file();
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore loaded = KeyStore.getInstance(store.type());
            loaded.load(in, store.password().value().toCharArray());
            return loaded;
        } catch (NoSuchFileException e) {
            throw new IOException(
                    where + "no such file (looked for " + file.toAbsolutePath().normalize()
                            + "); give the path of a PKCS12 or JKS file, such as keytool makes",
                    e);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new IOException(
                        "http.tls." + key + "-password: expected the password of " + file
                                + ", found another one; check it, and that the file is whole",
                        e);
            }
            throw new IOException(unreadable(store, key, e), e);
        } catch (GeneralSecurityException e) {
            throw new IOException(unreadable(store, key, e), e);
        }
    }

    private static String unreadable(TlsConfig.Store store, String key, Exception e) {
        return "http.tls." + key + ": expected a key store of type " + store.type() + " in " + store.file()
                + ", which this user may read, found " + e + "; if it is of another type, set http.tls." + key
                + "-type";
    }

    private static void requirePrivateKey(KeyStore keys, Path file) throws IOException {
        try {
            List<String> aliases = Collections.list(keys.aliases());
            for (String alias : aliases) {
                if (keys.isKeyEntry(alias)) {
                    return;
                }
            }
            throw new IOException("http.tls.key-store: expected a private key with its certificate in " + file
                    + ", found " + aliases.size() + " certificates and no key; make one with keytool -genkeypair, or"
                    + " put both into one file with openssl pkcs12 -export -inkey KEY -in CERTIFICATE");
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the store was loaded", e);
        }
    }

    private static KeyManager[] keyManagers(KeyStore keys, TlsConfig.Store store)
            throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        try {
            factory.init(keys, store.password().value().toCharArray());
        } catch (UnrecoverableKeyException e) {
            throw new IOException(
                    "http.tls.key-store-password: expected the key in " + store.file()
                            + " to have the password of the file; change it with keytool -keypasswd",
                    e);
        }
        return factory.getKeyManagers();
    }

    /** Certificates that stand alone, and the first of each chain: not whoever signed that, and may sign others. */
    private static List<Certificate> trusted(KeyStore store) throws IOException {
        try {
            List<Certificate> trusted = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                Certificate certificate = store.getCertificate(alias);
                if (certificate != null) {
                    trusted.add(certificate);
                }
            }
            return trusted;
        } catch (KeyStoreException e) {
            throw new IllegalStateException("the store was loaded", e);
        }
    }

    private static TrustManager[] trustManagers(List<Certificate> trusted)
            throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (int i = 0; i < trusted.size(); i++) {
            anchors.setCertificateEntry(Integer.toString(i), trusted.get(i));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
