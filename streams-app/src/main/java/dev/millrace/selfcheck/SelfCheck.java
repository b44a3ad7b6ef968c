package dev.millrace.selfcheck;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs all cases of a golden file; docs/golden.md describes the format. Any thread. */
public final class SelfCheck {

    private static final String SHIPPED = "optimizers.json";

    /** Python writes NaN and Infinity where PyTorch had no finite figure. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private SelfCheck() {}

    /**
     * @param file null for the one that is shipped
     * @throws GoldenFileException if it is not of the format
     * @throws IOException if it cannot be read
     */
    public static List<CaseResult> run(@Nullable Path file) throws IOException {
        try (InputStream in = file == null ? shipped() : Files.newInputStream(file)) {
            return run(file == null ? SHIPPED : file.toString(), in);
        }
    }

    private static List<CaseResult> run(String name, InputStream in) throws IOException {
        try {
            JsonNode root = MAPPER.readTree(in);
            Golden golden = Golden.root(root);
            List<CaseResult> results = new ArrayList<>(OptimizerCheck.run(golden));
            results.addAll(ScheduleCheck.run(golden));
            results.addAll(LossCheck.run(golden));
            if (results.isEmpty()) {
                throw new GoldenFileException("optimizers, schedules, losses: expected a case, found none");
            }
            return results;
        } catch (GoldenFileException e) {
            throw new GoldenFileException(name + ": " + e.getMessage());
        } catch (JsonProcessingException e) {
            throw new GoldenFileException(name + ", line " + e.getLocation().getLineNr()
                    + ": expected JSON, found an error: " + withoutSource(e.getOriginalMessage()));
        }
    }

    /** Jackson says where it reads from, though it is told not to; the file's name is said already. */
    private static String withoutSource(String message) {
        return message.replaceAll("\\[Source: [^;]*; ", "[");
    }

    private static InputStream shipped() {
        return Objects.requireNonNull(SelfCheck.class.getResourceAsStream(SHIPPED), SHIPPED);
    }
}
