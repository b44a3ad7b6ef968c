package dev.millrace.config;

import dev.millrace.core.learn.LearnerSpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What decides the learning of one learner, and nothing else. Learners with equal fingerprints that see the same events
 * have the same parameters; a state store belongs to one fingerprint.
 *
 * @param hex the first 16 hexadecimal digits of the SHA-256 of the JSON
 * @param json the learning-relevant part of the config with every default written out, keys sorted. Names of topics, of
 *     the application and of the learner, and settings of Kafka, the registry and HTTP are not in it.
 */
public record Fingerprint(String hex, String json) {

    private static final int HEX_DIGITS = 16;

    /** The fingerprint of a learner of the application. */
    public static Fingerprint of(MillraceConfig config, LearnerSpec learner) {
        String json = CanonicalJson.write(LearningDescription.of(config, learner));
        return new Fingerprint(hash(json), json);
    }

    /**
     * What differs between two configs, such as {@code rate.value: was 0.5, now 0.3}; empty if nothing does.
     *
     * @param was the {@link #json} of the one that was
     * @param now the {@link #json} of the one that is
     * @throws IllegalArgumentException if one of the two is not JSON
     */
    public static List<String> differences(String was, String now) {
        return JsonDifference.between(was, now);
    }

    private static String hash(String json) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] hash = digest.digest(json.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
