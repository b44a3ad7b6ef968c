package dev.millrace.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Arrays;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificates that an application may show, instead of those that Java trusts. */
public final class TrustStore {

    private static final byte[] PEM = "-----BEGIN".getBytes(StandardCharsets.US_ASCII);

    private TrustStore() {}

    /**
     * Trusts what the file holds: a PKCS12 or JKS file, or certificates in PEM.
     *
     * @param password of the file; null if it needs none
     * @throws IOException if the file cannot be read, or trusts nobody
     */
    public static SSLContext read(Path file, @Nullable String password) throws IOException {
        try {
            KeyStore anchors = isPem(file) ? certificates(file) : keyStore(file, password);
            if (anchors.size() == 0) {
                throw new IOException(file + ": expected certificates that may be trusted, found none");
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(file + ": expected a PKCS12, JKS or PEM file of certificates, found " + e, e);
        }
    }

    private static boolean isPem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PEM.length), PEM);
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                anchors.setCertificateEntry(Integer.toString(anchors.size()), certificate);
            }
        }
        return anchors;
    }

    /** Of an application's own key store, the certificate that it shows counts as well. */
    private static KeyStore keyStore(Path file, @Nullable String password)
            throws IOException, GeneralSecurityException {
        KeyStore stored;
        try {
            stored = KeyStore.getInstance(file.toFile(), password == null ? null : password.toCharArray());
        } catch (IOException e) {
            throw new IOException(
                    file + ": cannot be opened as a key store (" + e.getMessage()
                            + "); is the password right? Give it in"
                            + " a file with --trust-store-password-file, or in MILLRACE_TRUST_STORE_PASSWORD",
                    e);
        }
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        for (String alias : Collections.list(stored.aliases())) {
            Certificate certificate = stored.getCertificate(alias);
            if (certificate != null) {
                anchors.setCertificateEntry(alias, certificate);
            }
        }
        return anchors;
    }
}
