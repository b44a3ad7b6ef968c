package dev.millrace.core.hash;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * MurmurHash3 x64 128 (Austin Appleby, public domain, 2011), of which the first 64 bits are used. The seed fills both
 * halves of the initial state; a seed that fits an unsigned int gives the published test vectors.
 *
 * <p>Stateless; any thread.
 */
public final class Murmur3 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87c37b91114253d5L;
    private static final long C2 = 0x4cf5ad432745937fL;

    private Murmur3() {}

    /** Hash of {@code length} bytes from {@code offset}. */
    public static long hash(byte[] bytes, int offset, int length, long seed) {
        long h1 = seed;
        long h2 = seed;
        int end = offset + (length & ~15);
        for (int i = offset; i < end; i += 16) {
            h1 = absorb1(h1, h2, (long) LONGS.get(bytes, i));
            h2 = absorb2(h2, h1, (long) LONGS.get(bytes, i + 8));
        }
        int tail = length & 15;
        h2 ^= mix2(littleEndian(bytes, end + 8, tail - 8));
        h1 ^= mix1(littleEndian(bytes, end, Math.min(tail, 8)));
        return finish(h1, h2, length);
    }

    /** Hash of all bytes of an array. */
    public static long hash(byte[] bytes, long seed) {
        return hash(bytes, 0, bytes.length, seed);
    }

    /** Hash of two longs, as of their 16 bytes in little-endian order. */
    public static long hash(long a, long b, long seed) {
        long h1 = absorb1(seed, seed, a);
        long h2 = absorb2(seed, h1, b);
        return finish(h1, h2, 16);
    }

    /** Hash of {@code length} floats from {@code offset}, as of their IEEE 754 bits in little-endian order. */
    public static long hash(float[] floats, int offset, int length, long seed) {
        long h1 = seed;
        long h2 = seed;
        int end = offset + (length & ~3);
        for (int i = offset; i < end; i += 4) {
            h1 = absorb1(h1, h2, pair(floats[i], floats[i + 1]));
            h2 = absorb2(h2, h1, pair(floats[i + 2], floats[i + 3]));
        }
        switch (length & 3) {
            case 3 -> {
                h2 ^= mix2(Float.floatToRawIntBits(floats[end + 2]) & 0xffffffffL);
                h1 ^= mix1(pair(floats[end], floats[end + 1]));
            }
            case 2 -> h1 ^= mix1(pair(floats[end], floats[end + 1]));
            case 1 -> h1 ^= mix1(Float.floatToRawIntBits(floats[end]) & 0xffffffffL);
            default -> {}
        }
        return finish(h1, h2, 4 * length);
    }

    private static long pair(float low, float high) {
        return (Float.floatToRawIntBits(low) & 0xffffffffL) | (long) Float.floatToRawIntBits(high) << 32;
    }

    private static long littleEndian(byte[] bytes, int offset, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    private static long absorb1(long h1, long h2, long k1) {
        return (Long.rotateLeft(h1 ^ mix1(k1), 27) + h2) * 5 + 0x52dce729;
    }

    private static long absorb2(long h2, long h1, long k2) {
        return (Long.rotateLeft(h2 ^ mix2(k2), 31) + h1) * 5 + 0x38495ab5;
    }

    private static long mix1(long k1) {
        return Long.rotateLeft(k1 * C1, 31) * C2;
    }

    private static long mix2(long k2) {
        return Long.rotateLeft(k2 * C2, 33) * C1;
    }

    private static long finish(long h1, long h2, int length) {
        long a = h1 ^ length;
        long b = h2 ^ length;
        a += b;
        b += a;
        return finalMix(a) + finalMix(b);
    }

    private static long finalMix(long k) {
        long x = k;
        x ^= x >>> 33;
        x *= 0xff51afd7ed558ccdL;
        x ^= x >>> 33;
        x *= 0xc4ceb9fe1a85ec53L;
        return x ^ x >>> 33;
    }
}
