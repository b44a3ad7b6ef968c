package dev.millrace.crash;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka's own clients, which tell the {@link Trap} what they are asked to do. Named in the config as {@code
 * default.client.supplier}, so that the application is the one of production.
 */
public final class TrappedClients implements KafkaClientSupplier {

    private final Trap trap = new Trap();
    /** Whether state was written back since the last flush. The stream thread. */
    private boolean wroteBack;

    /** For Kafka Streams. */
    public TrappedClients() {
        trap.endWithParent();
    }

    /** One call of a client. */
    @FunctionalInterface
    private interface Calls {
        Object around(Method method, Object[] arguments, Call call) throws Throwable;
    }

    @FunctionalInterface
    private interface Call {
        Object go() throws Throwable;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        return proxy(Producer.class, producer, this::produce);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return proxy(Consumer.class, consumer(config), this::consume);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return proxy(Consumer.class, consumer(config), this::restore);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Object produce(Method method, Object[] arguments, Call call) throws Throwable {
        switch (method.getName()) {
            case "initTransactions" -> trap.passes(CrashPoint.FENCING);
            case "flush" -> {
                wroteBack = false;
                trap.passes(CrashPoint.FLUSH);
            }
            case "commitTransaction" -> trap.passes(CrashPoint.COMMIT);
            default -> {}
        }
        Object result = call.go();
        switch (method.getName()) {
            case "send" -> sent((ProducerRecord<?, ?>) arguments[0]);
            case "sendOffsetsToTransaction" -> trap.passes(CrashPoint.OFFSETS);
            case "commitTransaction" -> trap.passes(CrashPoint.COMMITTED);
            default -> {}
        }
        return result;
    }

    private void sent(ProducerRecord<?, ?> record) {
        if (isWriteBack(record)) {
            wroteBack = true;
            trap.passes(CrashPoint.WRITE_BACK);
        } else if (wroteBack) {
            wroteBack = false;
            trap.passes(CrashPoint.EARLY_WRITE_BACK);
        }
    }

    private static boolean isWriteBack(ProducerRecord<?, ?> record) {
        return record.topic().contains("-learner-");
    }

    private Object consume(Method method, Object[] arguments, Call call) throws Throwable {
        if (method.getName().equals("subscribe")) {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i] instanceof ConsumerRebalanceListener listener) {
                    arguments[i] = proxy(ConsumerRebalanceListener.class, listener, this::rebalance);
                }
            }
        }
        if (method.getName().equals("commitSync")) {
            // At least once: state and outputs are flushed, the offsets are not committed.
            trap.passes(CrashPoint.OFFSETS);
        }
        Object result = call.go();
        if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
            trap.learns();
        }
        return result;
    }

    private Object rebalance(Method method, Object[] arguments, Call call) throws Throwable {
        if (method.getName().equals("onPartitionsAssigned")) {
            trap.passes(CrashPoint.REBALANCE);
        }
        return call.go();
    }

    private Object restore(Method method, Object[] arguments, Call call) throws Throwable {
        Object result = call.go();
        if (result instanceof ConsumerRecords<?, ?> records && !records.isEmpty()) {
            trap.passes(CrashPoint.RESTORE);
        }
        return result;
    }

    @SuppressWarnings("unchecked")
    private static <T> T proxy(Class<? super T> type, T client, Calls calls) {
        return (T) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> calls.around(method, arguments, () -> invoke(client, method, arguments)));
    }

    private static Object invoke(Object client, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
