package dev.millrace.crash;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.Options;

/** RocksDB writes to the disk after a few commits, as it does for models that are larger than a test's. */
public final class SmallBuffers implements RocksDBConfigSetter {

    private static final long BYTES = 64 * 1024;

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        options.setWriteBufferSize(BYTES);
    }

    @Override
    public void close(String storeName, Options options) {}
}
