package dev.millrace.topology;

import dev.millrace.schemas.LossReport;
import dev.millrace.schemas.Prediction;
import dev.millrace.schemas.QuarantinedEvent;
import org.apache.kafka.streams.kstream.KStream;

/**
 * What comes out of learning.
 *
 * @param predictions one per event and publishing learner; the key is the event's
 * @param lossReports keyed by learner and position, so that a replay overwrites
 * @param quarantined events that could not be used; the key is the event's
 */
public record LearningStreams(
        KStream<byte[], Prediction> predictions,
        KStream<byte[], LossReport> lossReports,
        KStream<byte[], QuarantinedEvent> quarantined) {}
