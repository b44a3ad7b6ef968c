package dev.millrace.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a secret {@code KEY}, which is best written as a variable, or the file that {@code KEY-file} names. No problem that
 * it reports shows the secret, or how long it is.
 */
final class SecretReader {

    private static final int MAX_FILE_BYTES = 64 * 1024;

    private final Section section;
    private final String key;
    private final String fileKey;

    SecretReader(Section section, String key) {
        this.section = section;
        this.key = key;
        this.fileKey = key + "-file";
    }

    /** The key that the secret is from, if there is one; else that of the secret itself. */
    String givenKey() {
        return section.has(fileKey) ? fileKey : key;
    }

    /** The secret; null if there is none, or with a problem. */
    @Nullable
    Secret optional() {
        String text = section.optional(key, ScalarType.TEXT);
        Path file = section.optional(fileKey, FieldTypes.FILE);
        if (section.has(key) && section.has(fileKey)) {
            section.problemAt(
                    fileKey, "expected one of " + key + " and " + fileKey + ", found both; remove one of them");
            return null;
        }
        String secret = file == null ? text : content(file);
        if (secret != null && secret.isEmpty()) {
            section.problemAt(givenKey(), "expected a secret; found nothing");
            return null;
        }
        return secret == null ? null : new Secret(secret);
    }

    /** The secret; null with a problem. */
    @Nullable
    Secret required() {
        Secret secret = optional();
        if (!section.has(key) && !section.has(fileKey)) {
            section.problemAt(
                    key,
                    "required but missing; expected the password, as ${NAME} from the environment, or " + fileKey
                            + " with the path of a file that holds it");
        }
        return secret;
    }

    /** What is in the file, without blanks and line ends around it. */
    private @Nullable String content(Path file) {
        try {
            if (Files.isDirectory(file)) {
                return problem(file, "is a folder; give the path of a file that holds the secret");
            }
            if (Files.size(file) > MAX_FILE_BYTES) {
                return problem(file, "has more than " + MAX_FILE_BYTES + " bytes; is this the right file?");
            }
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return problem(
                    file,
                    "no such file (looked for " + file.toAbsolutePath().normalize()
                            + "); give the path of a file that holds the secret");
        } catch (CharacterCodingException e) {
            return problem(file, "is not UTF-8 text; save it as UTF-8");
        } catch (IOException e) {
            return problem(file, "cannot be read (" + e + "); check that this user may read it");
        }
    }

    private @Nullable String problem(Path file, String message) {
        section.problemAt(fileKey, file + ": " + message);
        return null;
    }
}
