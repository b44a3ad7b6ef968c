package dev.millrace.app;

import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import dev.millrace.state.FeatureNames;
import dev.millrace.topic.ClientSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions of whoever had the learners before. One that was killed leaves its transaction open, until the
 * broker gives it up: after {@code transaction.timeout.ms}, and up to ten seconds more. So long, consumers that read what
 * is committed see no new predictions; and if it was killed in the middle of a commit, Kafka Streams, which restores a
 * store up to the last record of its changelog, waits as long before anything is learned.
 *
 * <p>But when the stores begin to be restored, the group has given the task to this instance, so that nobody else may commit
 * to these topics any more. What is still open a moment later is fenced, which aborts it: nothing that was committed is
 * lost, and whoever is fenced alive could not have committed, either.
 *
 * <p>If that is not permitted or fails, the time-out it is. Called by threads of Kafka Streams, with a thread of its own
 * until {@link #close}.
 */
final class Predecessors implements StateRestoreListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Predecessors.class);

    /** Who hands over in good order has committed before; its markers may still be under way. */
    private static final Duration GRACE = Duration.ofMillis(300);

    /** A thread of Kafka Streams waits for the first look. */
    private static final int ANSWER_MILLIS = 3_000;

    /** What Kafka Streams puts behind the application's name: a UUID, and a number. */
    private static final Pattern PROCESS_AND_THREAD =
            Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[0-9]+");

    private final Map<String, Object> settings;
    private final String application;
    /** In this application, only the task of the learners writes to them. */
    private final Set<String> topics;

    private final AtomicBoolean looking = new AtomicBoolean();
    private final ScheduledExecutorService thread;

    /** A transaction of a partition. */
    private record Open(TopicPartition partition, long producer, long from) {}

    Predecessors(MillraceConfig config) {
        this.settings = new HashMap<>(ClientSettings.admin(config.kafka()));
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
        this.application = config.application();
        this.topics = new HashSet<>(List.of(
                config.topics().predictions(),
                config.topics().lossReports(),
                config.topics().quarantine(),
                changelog(FeatureNames.STORE)));
        for (LearnerConfig learner : config.learners()) {
            topics.add(changelog(LearnProcessor.storeName(learner.name())));
        }
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread created = new Thread(task, "predecessors");
            created.setDaemon(true);
            return created;
        });
    }

    private String changelog(String store) {
        return application + "-" + store + "-changelog";
    }

    /** Looks at once, while this instance cannot have begun a transaction of its own with the stores. */
    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        if (!looking.compareAndSet(false, true)) {
            return;
        }
        Set<Open> before = Set.of();
        try (Admin admin = Admin.create(settings)) {
            before = open(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            tell(e);
        }
        if (before.isEmpty()) {
            looking.set(false);
        } else {
            later(before);
        }
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long end, long restored) {
        // Only the start matters.
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long restored) {
        // Only the start matters.
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }

    private void later(Set<Open> before) {
        try {
            ScheduledFuture<?> unused = thread.schedule(() -> fence(before), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            log.debug("closed", e);
        }
    }

    private void fence(Set<Open> before) {
        try (Admin admin = Admin.create(settings)) {
            Set<Open> still = open(admin);
            still.retainAll(before);
            if (!still.isEmpty()) {
                fence(admin, still);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | KafkaException e) {
            tell(e);
        } finally {
            looking.set(false);
        }
    }

    private void fence(Admin admin, Set<Open> still) throws InterruptedException, ExecutionException {
        Set<Long> producers = still.stream().map(Open::producer).collect(Collectors.toSet());
        List<String> transactions =
                admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers)).all().get().stream()
                        .map(TransactionListing::transactionalId)
                        .filter(id -> isOf(application, id))
                        .toList();
        if (!transactions.isEmpty()) {
            log.warn("ending the transactions that another instance left open: {}", transactions);
            admin.fenceProducers(transactions).all().get();
        }
    }

    /**
     * Whether an instance of this application has it. The names of others, which may write to the same topics and are
     * alive, may begin with the name of this one.
     */
    static boolean isOf(String application, String transaction) {
        return transaction.startsWith(application + "-")
                && PROCESS_AND_THREAD
                        .matcher(transaction.substring(application.length() + 1))
                        .matches();
    }

    private Set<Open> open(Admin admin) throws InterruptedException, ExecutionException {
        Set<TopicPartition> partitions = admin.describeTopics(topics).allTopicNames().get().values().stream()
                .flatMap(topic -> topic.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .collect(Collectors.toSet());
        Set<Open> open = new HashSet<>();
        admin.describeProducers(partitions).all().get().forEach((partition, state) -> {
            for (ProducerState producer : state.activeProducers()) {
                OptionalLong from = producer.currentTransactionStartOffset();
                if (from.isPresent() && from.getAsLong() >= 0) {
                    open.add(new Open(partition, producer.producerId(), from.getAsLong()));
                }
            }
        });
        return open;
    }

    private static void tell(Exception e) {
        log.warn(
                "if another instance left a transaction open, it holds up this one until transaction.timeout.ms is over,"
                        + " because it cannot be ended: {}",
                e.toString());
    }
}
