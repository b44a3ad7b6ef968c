package dev.millrace.replay;

import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Events in memory; a null stands for one that cannot be decoded. */
record ListSource(
        List<@Nullable GenericRecord> events, @Override String topic) implements ReplaySource {

    /** Of no topic. */
    ListSource(List<@Nullable GenericRecord> events) {
        this(events, "");
    }

    @Override
    public String description() {
        return "events in memory";
    }

    @Override
    public void read(Visitor visitor) {
        ReplayedEvent event = new ReplayedEvent();
        for (int i = 0; i < events.size(); i++) {
            event.begin("list", 0, i, 0, (i + 1.0) / events.size(), null);
            GenericRecord record = events.get(i);
            if (record == null) {
                event.unreadable("not there");
            } else {
                event.decoded(record);
            }
            if (!visitor.event(event)) {
                return;
            }
        }
    }

    @Override
    public void close() {}
}
