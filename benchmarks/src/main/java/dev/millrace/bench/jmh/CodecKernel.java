package dev.millrace.bench.jmh;

import dev.millrace.core.hash.Murmur3;
import dev.millrace.core.parameter.BlockCodec;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A block of 64 floats on its way to the store and back, and the hash of a short category. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
public class CodecKernel {

    private static final int FLOATS = 64;

    private final float[] block = new float[FLOATS];
    private final byte[] category = new byte[16];
    private final long checksum;
    private final byte[] encoded;

    public CodecKernel() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < FLOATS; i++) {
            block[i] = (float) random.nextDouble();
        }
        random.nextBytes(category);
        checksum = BlockCodec.checksum(1, block, 0, FLOATS);
        encoded = BlockCodec.encode(block, 0, FLOATS, checksum);
    }

    @Benchmark
    public long blockChecksum() {
        return BlockCodec.checksum(1, block, 0, FLOATS);
    }

    @Benchmark
    public byte[] blockEncode() {
        return BlockCodec.encode(block, 0, FLOATS, checksum);
    }

    @Benchmark
    public long blockDecode() {
        return BlockCodec.decode(1, encoded, block, 0, FLOATS);
    }

    @Benchmark
    public long hashCategory() {
        return Murmur3.hash(category, 0, category.length, 1);
    }
}
