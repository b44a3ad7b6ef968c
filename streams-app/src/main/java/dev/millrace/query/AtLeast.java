package dev.millrace.query;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far somebody wants a learner to be trained at the least, before they are answered: through these events of the events
 * topic, each named by partition and offset. Immutable; any thread.
 *
 * @param events one per partition, in the order given
 */
public record AtLeast(List<Provenance.SourcePosition> events) {

    /** Name of the query parameter. */
    public static final String PARAMETER = "at-least";

    /** More than a caller has written to, and less than makes a request slow. */
    private static final int MAX_PARTITIONS = 1_000;

    private static final Pattern EVENT = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

    private static final String EXPECTED = "query parameter '" + PARAMETER
            + "': expected PARTITION:OFFSET of an event of the events topic, or several with commas between, such as"
            + " 0:1234,1:987; ";

    public AtLeast {
        events = List.copyOf(events);
    }

    /**
     * Reads {@code PARTITION:OFFSET[,PARTITION:OFFSET]}.
     *
     * @throws QueryException if it is anything else, or has a partition twice
     */
    public static AtLeast parse(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length > MAX_PARTITIONS) {
            throw QueryException.badRequest(EXPECTED + "at most " + MAX_PARTITIONS + " of them, found " + parts.length);
        }
        Map<Integer, Long> offsets = new HashMap<>();
        List<Provenance.SourcePosition> events = new ArrayList<>();
        for (String part : parts) {
            Matcher matcher = EVENT.matcher(part);
            if (!matcher.matches()) {
                throw QueryException.badRequest(EXPECTED + "found '" + part + "'");
            }
            int partition = Integer.parseInt(matcher.group(1));
            long offset = Long.parseLong(matcher.group(2));
            if (offsets.put(partition, offset) != null) {
                throw QueryException.badRequest(EXPECTED + "found partition " + partition + " twice");
            }
            events.add(new Provenance.SourcePosition(partition, offset));
        }
        return new AtLeast(events);
    }

    /** Whether a learner whose answers have this provenance was trained through all of these events. */
    public boolean isReachedBy(Provenance provenance) {
        return events.stream()
                .allMatch(event -> provenance.trainedThrough().stream()
                        .anyMatch(reached ->
                                reached.partition() == event.partition() && reached.offset() >= event.offset()));
    }

    /** In the words of the query parameter. */
    @Override
    public String toString() {
        return text(events);
    }

    /** Positions in the words of the query parameter; "nothing" if there are none. */
    public static String text(List<Provenance.SourcePosition> positions) {
        return positions.isEmpty()
                ? "nothing"
                : positions.stream()
                        .map(position -> position.partition() + ":" + position.offset())
                        .collect(Collectors.joining(","));
    }
}
