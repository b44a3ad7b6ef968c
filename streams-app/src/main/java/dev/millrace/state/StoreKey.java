package dev.millrace.state;

import java.nio.ByteBuffer;
import org.apache.kafka.common.utils.Bytes;

/**
 * The byte layout of a key in a learner's store, big-endian, so that keys sort by kind and then by number:
 *
 * <pre>
 *   offset  size
 *   0       1     kind: 0 header, 1 continuation of the header's state, 2 parameter block
 *   1       4     number within the kind, 0 or greater
 * </pre>
 */
final class StoreKey {

    static final Bytes HEADER = key((byte) 0, 0);

    private static final byte CONTINUATION = 1;
    private static final byte BLOCK = 2;

    private StoreKey() {}

    static Bytes continuation(int part) {
        return key(CONTINUATION, part);
    }

    static Bytes block(int block) {
        return key(BLOCK, block);
    }

    static int number(Bytes key) {
        return ByteBuffer.wrap(key.get()).getInt(1);
    }

    private static Bytes key(byte kind, int number) {
        return Bytes.wrap(ByteBuffer.allocate(5).put(kind).putInt(number).array());
    }
}
