package dev.millrace.http;

import dev.millrace.config.Secret;
import dev.millrace.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Key stores, made with the keytool of the Java that runs the tests. */
final class TestStores {

    static final String PASSWORD = "hidden-password";

    private TestStores() {}

    /** A PKCS12 file with a key and a certificate, signed by itself, for 127.0.0.1. */
    static TlsConfig.Store keys(Path folder, String name) throws Exception {
        return keys(folder, name, "PKCS12", PASSWORD);
    }

    static TlsConfig.Store keys(Path folder, String name, String type, String keyPassword) throws Exception {
        Path file = folder.resolve(name);
        keytool(
                file,
                type,
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-validity",
                "2",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-keypass",
                keyPassword);
        return store(file, type);
    }

    /** A file with the certificate of a store of one key, and no key. */
    static TlsConfig.Store certificate(Path folder, String name, TlsConfig.Store keys) throws Exception {
        Path certificate = folder.resolve(name + ".pem");
        Path file = folder.resolve(name);
        keytool(keys.file(), keys.type(), "-exportcert", "-rfc", "-alias", alias(keys), "-file", certificate + "");
        keytool(file, "PKCS12", "-importcert", "-noprompt", "-alias", "trusted", "-file", certificate + "");
        return store(file, "PKCS12");
    }

    static TlsConfig.Store store(Path file, String type) {
        return new TlsConfig.Store(file, new Secret(PASSWORD), type);
    }

    /** What trusts the certificates of a store, and shows none. */
    static SSLContext trusting(TlsConfig.Store keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        KeyStore loaded = KeyStore.getInstance(keys.file().toFile(), PASSWORD.toCharArray());
        trusted.setCertificateEntry("trusted", loaded.getCertificate(alias(keys)));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String alias(TlsConfig.Store keys) {
        return keys.file().getFileName().toString();
    }

    private static void keytool(Path store, String type, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store.toString(), "-storetype", type, "-storepass", PASSWORD));
        Path output = Files.createTempFile(store.toAbsolutePath().getParent(), "keytool", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException("keytool failed: " + Files.readString(output));
        }
    }
}
