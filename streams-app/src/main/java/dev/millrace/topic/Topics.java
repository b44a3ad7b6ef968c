package dev.millrace.topic;

import dev.millrace.topic.TopicSpec.Cleanup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Sets topics up and looks them over. Every failure is a {@link TopicException}. For one thread. */
public final class Topics implements AutoCloseable {

    /** How long a broker has to answer. */
    public static final int ANSWER_MS = 10_000;

    private static final int POLL_MS = 50;

    private final Admin admin;
    private final String servers;

    private Topics(Admin admin, String servers) {
        this.admin = admin;
        this.servers = servers;
    }

    /**
     * Connects to a broker.
     *
     * @param kafka the {@code kafka} section of a config
     * @throws TopicException if none answers within {@value #ANSWER_MS} ms
     */
    public static Topics connect(Map<String, String> kafka) {
        Map<String, Object> settings = ClientSettings.admin(kafka);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
        String servers = String.valueOf(kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
        Topics topics = new Topics(Admin.create(settings), servers);
        try {
            topics.get(topics.admin.describeCluster().nodes(), "reaching a broker");
            return topics;
        } catch (RuntimeException e) {
            topics.close();
            throw e;
        }
    }

    /**
     * Creates those that do not exist, and returns when they can be used.
     *
     * @param warnings gets a sentence for each topic that exists with another cleanup policy, and how to change it
     * @return names of the topics that were created, in the order of the specs
     */
    public List<String> createMissing(List<TopicSpec> specs, Consumer<String> warnings) {
        Map<String, TopicDescription> existing = describe(specs);
        List<String> created = new ArrayList<>();
        for (TopicSpec spec : specs) {
            if (!existing.containsKey(spec.name()) && create(spec)) {
                created.add(spec.name());
            }
        }
        List<TopicSpec> old =
                specs.stream().filter(spec -> !created.contains(spec.name())).toList();
        warnAboutCleanup(old, warnings);
        awaitLeaders(specs);
        return created;
    }

    /**
     * The number of a topic's partitions.
     *
     * @throws TopicException if it does not exist
     */
    public int partitions(String topic) {
        Map<String, TopicDescription> found = describe(List.of(TopicSpec.deleted(topic, 1, (short) -1)));
        TopicDescription description = found.get(topic);
        if (description == null) {
            throw new TopicException(
                    "there is no topic '" + topic + "' at " + servers + "; check its name, or create it", null);
        }
        return description.partitions().size();
    }

    /**
     * What tells a topic from another that is created later under the same name.
     *
     * @return null if there is no such topic
     */
    public @Nullable Uuid id(String topic) {
        TopicDescription found =
                describe(List.of(TopicSpec.deleted(topic, 1, (short) -1))).get(topic);
        return found == null ? null : found.topicId();
    }

    /**
     * Whether records of a topic vanish when a later one has the same key. False also if this user may not describe the
     * topic's settings.
     */
    public boolean isCompacted(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        KafkaFuture<Config> config = Objects.requireNonNull(
                admin.describeConfigs(List.of(resource)).values().get(resource));
        try {
            return policy(get(config, "reading the settings of topic '" + topic + "'"))
                    .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
        } catch (TopicException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            throw e;
        }
    }

    /** The latest timestamp of a partition's records, milliseconds since 1970-01-01T00:00Z; -1 if it has none. */
    public long latestTimestamp(TopicPartition partition) {
        return get(
                        admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                                .partitionResult(partition),
                        "finding the latest record of " + partition)
                .timestamp();
    }

    /** Bytes of the largest batch of records that a topic takes; the one given if this user may not know. */
    public int maxMessageBytes(String topic, int unknown) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            Config found = get(
                    Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).values().get(resource)),
                    "reading the settings of topic '" + topic + "'");
            ConfigEntry entry = found.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return entry == null || entry.value() == null ? unknown : Integer.parseInt(entry.value());
        } catch (TopicException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            return unknown;
        }
    }

    /** Offset of the oldest record in a topic's first partition, deleted ones left out; 0 if there is no such topic. */
    public long beginning(String topic) {
        // Asked for the offsets of a topic that is not there, the client waits for it to appear.
        if (describe(List.of(TopicSpec.deleted(topic, 1, (short) -1))).isEmpty()) {
            return 0;
        }
        TopicPartition first = new TopicPartition(topic, 0);
        return get(
                        admin.listOffsets(Map.of(first, OffsetSpec.earliest())).partitionResult(first),
                        "finding the beginning of topic '" + topic + "'")
                .offset();
    }

    private Map<String, TopicDescription> describe(List<TopicSpec> specs) {
        List<String> names = specs.stream().map(TopicSpec::name).toList();
        Map<String, TopicDescription> found = new TreeMap<>();
        admin.describeTopics(names).topicNameValues().forEach((name, future) -> {
            TopicDescription description = getOrNull(future, "describing topic '" + name + "'");
            if (description != null) {
                found.put(name, description);
            }
        });
        return found;
    }

    private boolean create(TopicSpec spec) {
        KafkaFuture<Void> future = Objects.requireNonNull(
                admin.createTopics(Set.of(spec.newTopic())).values().get(spec.name()));
        try {
            future.get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw failure(e, "creating topic '" + spec.name() + "'");
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void warnAboutCleanup(List<TopicSpec> specs, Consumer<String> warnings) {
        Map<String, TopicSpec> byName = specs.stream().collect(Collectors.toMap(TopicSpec::name, spec -> spec));
        List<ConfigResource> resources = byName.keySet().stream()
                .sorted()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        admin.describeConfigs(resources).values().forEach((resource, future) -> {
            TopicSpec spec = Objects.requireNonNull(byName.get(resource.name()));
            try {
                String found = policy(get(future, "reading the settings of topic '" + spec.name() + "'"));
                if (!found.equals(spec.cleanup().policy())) {
                    warnings.accept(cleanupWarning(spec, found));
                }
            } catch (TopicException e) {
                if (!(e.getCause() instanceof AuthorizationException)) {
                    throw e;
                }
                warnings.accept("the cleanup policy of topic '" + spec.name() + "' could not be checked, because this"
                        + " user may not describe its settings; it should be "
                        + spec.cleanup().policy());
            }
        });
    }

    private static String policy(Config config) {
        ConfigEntry entry = config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
        return entry == null ? "" : String.valueOf(entry.value());
    }

    private String cleanupWarning(TopicSpec spec, String found) {
        String consequence = spec.cleanup() == Cleanup.COMPACT
                ? "every record is kept until the retention is over, then none"
                : "records will vanish when a later one has the same key";
        return "topic '" + spec.name() + "' has cleanup.policy=" + found + ", expected "
                + spec.cleanup().policy()
                + ": " + consequence + "; change it with kafka-configs.sh --bootstrap-server " + servers
                + " --alter --entity-type topics --entity-name " + spec.name() + " --add-config cleanup.policy="
                + spec.cleanup().policy();
    }

    /** A topic that was just created may be unknown to the broker that is asked next. */
    private void awaitLeaders(List<TopicSpec> specs) {
        long deadline = System.nanoTime() + ANSWER_MS * 1_000_000L;
        while (!haveLeaders(specs)) {
            if (System.nanoTime() > deadline) {
                throw new TopicException(
                        "topics " + specs.stream().map(TopicSpec::name).toList() + " have no leader after "
                                + ANSWER_MS / 1000 + " s; look at the brokers' logs",
                        null);
            }
            try {
                // The admin client has nothing to wait on for a leader: it has to be asked again.
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private boolean haveLeaders(List<TopicSpec> specs) {
        Map<String, TopicDescription> found = describe(specs);
        return found.size() == specs.size()
                && found.values().stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .allMatch(partition -> partition.leader() != null);
    }

    private <T> @Nullable T getOrNull(KafkaFuture<T> future, String what) {
        try {
            return get(future, what);
        } catch (TopicException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw e;
        }
    }

    private <T> T get(KafkaFuture<T> future, String what) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failure(e, what);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private TopicException failure(ExecutionException e, String what) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof TimeoutException) {
            return noBroker(servers, cause);
        }
        if (cause instanceof AuthorizationException) {
            return new TopicException(
                    what + ": this user is not allowed to (" + cause.getMessage() + "); ask who runs the broker",
                    cause);
        }
        if (cause instanceof AuthenticationException) {
            return new TopicException(
                    what + ": the broker at " + servers + " does not accept the credentials (" + cause.getMessage()
                            + "); check the config's kafka section",
                    cause);
        }
        return new TopicException(what + " failed: " + cause.getMessage(), cause);
    }

    /** What to say when no broker answers. */
    public static TopicException noBroker(String servers, @Nullable Throwable cause) {
        return new TopicException(
                "no broker answered at " + servers + " within " + ANSWER_MS / 1000
                        + " s; is it running? ./millrace broker --data DIR starts one for development",
                cause);
    }

    private static TopicException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new TopicException("interrupted while waiting for the broker", e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
