package dev.millrace.core.parameter;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The parameter blocks in use, side by side in one array. Blocks come from a {@link BlockStore} when first touched, and
 * go back to it, if changed, in {@link #writeBack}. The digest of the whole model is kept as blocks change.
 *
 * <p>A model of no more than {@link #WHOLE_BYTES} that its limit allows to be in memory as a whole has a place for every
 * block: a row's offset is then known without a table, which would have to be in the cache too.
 *
 * <p>Memory is bounded: between events the owner calls {@link #isOverLimit} and, if so, {@link #makeRoom}, which drops
 * blocks that need not be written (second-chance order). Changed blocks are never dropped one by one: they are written
 * back all together, with the state that belongs to them, so that the store always holds one consistent model.
 *
 * <p>The blocks of the layout's tail stand side by side and in their order. They come from the store when the tail is first
 * asked for, for who only predicts needs none of it, and then stay in memory.
 *
 * <p>One thread, the one that learns. The array moves when it grows: take {@link #data} again after {@link #locate}.
 */
public final class WorkingSet {

    /** Models up to this size have a place for every block. */
    static final long WHOLE_BYTES = 64 << 20;

    private static final int ABSENT = -1;
    private static final int FIRST_FRAMES = 64;
    /** An array cannot be longer. */
    private static final int MAX_FLOATS = Integer.MAX_VALUE - 8;

    private final ParameterLayout layout;
    private final @Nullable BlockStore store;
    private final int rowShift;
    private final int rowMask;
    private final int rowFloats;
    private final int blockFloats;
    private final int frameLimit;
    private final boolean bounded;
    /** Whether every block has its place, which is then its number. */
    private final boolean whole;

    private final int tailBlocks;
    private boolean hasTail;

    /** Empty if {@link #whole}. */
    private final int[] frameOfBlock;

    private float[] data;
    private int[] blockOfFrame;
    /** What each block contributes to the digest. */
    private long[] checksums;

    /** Blocks in their places, if {@link #whole}. */
    private final FrameSet present = new FrameSet();
    /** Changed since the last write-back, and hashed. */
    private final FrameSet changed = new FrameSet();
    /** By frame: changed since the last digest. Not a set of bits, because it is written for each row of each event. */
    private boolean[] unhashed;

    private boolean isHashed = true;

    private final FrameSet recentlyUsed = new FrameSet();
    private int frames;
    private int hand;
    private long digest;
    private long writtenBlocks;

    /**
     * @param store where blocks come from and go to; null keeps all in memory, without a limit
     * @param digest the digest of what is in the store; 0 for an empty one
     * @param limitBytes memory for blocks, beside that of the tail and up to 13 bytes per block of the whole model for
     *     bookkeeping; exceeded by no more than twice the blocks of one event, or of one step of a micro-batch, until room
     *     is made again
     */
    public WorkingSet(ParameterLayout layout, @Nullable BlockStore store, long digest, long limitBytes) {
        this.layout = layout;
        this.store = store;
        this.digest = digest;
        this.rowShift = Integer.numberOfTrailingZeros(layout.rowsPerBlock());
        this.rowMask = layout.rowsPerBlock() - 1;
        this.rowFloats = layout.rowFloats();
        this.blockFloats = layout.blockFloats();
        this.tailBlocks = layout.blockCount() - layout.tailBlock();
        this.frameLimit = store == null ? Integer.MAX_VALUE : tailBlocks + frameLimit(limitBytes, blockFloats);
        this.bounded = frameLimit < layout.blockCount();
        this.whole = !bounded && (long) layout.blockCount() * blockFloats * Float.BYTES <= WHOLE_BYTES;
        this.frameOfBlock = new int[whole ? 0 : layout.blockCount()];
        Arrays.fill(frameOfBlock, ABSENT);
        int capacity = whole
                ? layout.blockCount()
                : (int) Math.min(Math.min(tailBlocks + FIRST_FRAMES, layout.blockCount()), roomyFrames());
        this.data = new float[capacity * blockFloats];
        this.blockOfFrame = new int[capacity];
        this.checksums = new long[capacity];
        this.unhashed = new boolean[capacity];
        reserveTail();
    }

    public ParameterLayout layout() {
        return layout;
    }

    /** The array that {@link #locate} points into. Valid until the next call of {@link #locate}. */
    public float[] data() {
        return data;
    }

    /** Offset of the row's first weight in {@link #data}. Valid until {@link #makeRoom}. */
    public int locate(int row) {
        int block = row >>> rowShift;
        if (whole) {
            if (frames < blockOfFrame.length && !present.contains(block)) {
                load(block, block);
                present.add(block);
                frames++;
            }
            return row * rowFloats;
        }
        int frame = frameOfBlock[block];
        if (frame == ABSENT) {
            frame = load(block);
        }
        if (bounded) {
            recentlyUsed.add(frame);
        }
        return frame * blockFloats + (row & rowMask) * rowFloats;
    }

    /**
     * Offsets of the first {@code count} rows, as of {@link #locate(int)}; {@link #data} is valid until the next call.
     *
     * @param offsets where to put them
     */
    public void locate(int[] rows, int count, int[] offsets) {
        if (whole && frames == blockOfFrame.length) {
            for (int i = 0; i < count; i++) {
                offsets[i] = rows[i] * rowFloats;
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            offsets[i] = locate(rows[i]);
        }
    }

    /** Offset of the tail's first float in {@link #data}; the others follow it. */
    public int tailOffset() {
        if (!hasTail) {
            loadTail();
        }
        return tailFrame() * blockFloats;
    }

    private int tailFrame() {
        return whole ? layout.tailBlock() : 0;
    }

    /** Says that floats of the tail have changed, from one up to before another. */
    public void markTailChanged(int from, int to) {
        int first = tailOffset() / blockFloats;
        for (int block = from / blockFloats; block * blockFloats < to; block++) {
            unhashed[first + block] = true;
        }
        isHashed = false;
    }

    /** Says that a row in memory has changed. */
    public void markChanged(int row) {
        int block = row >>> rowShift;
        unhashed[whole ? block : frameOfBlock[block]] = true;
        isHashed = false;
    }

    /** Says that rows in memory have changed, the first {@code count} of them. */
    public void markChanged(int[] rows, int count) {
        boolean[] marks = unhashed;
        for (int i = 0; i < count; i++) {
            int block = rows[i] >>> rowShift;
            marks[whole ? block : frameOfBlock[block]] = true;
        }
        isHashed = false;
    }

    /** Whether a block has changed since the last write-back. */
    public boolean hasChanged(int block) {
        int frame = whole ? block : frameOfBlock[block];
        return frame != ABSENT && (unhashed[frame] || changed.contains(frame));
    }

    /** The sum of the checksums of all blocks of the model, in memory or not. */
    public long digest() {
        if (!isHashed) {
            // Frames are dense, places are not.
            int end = whole ? unhashed.length : frames;
            for (int frame = 0; frame < end; frame++) {
                if (unhashed[frame]) {
                    hash(frame);
                }
            }
            isHashed = true;
        }
        return digest;
    }

    private void hash(int frame) {
        long checksum = BlockCodec.checksum(blockOfFrame[frame], data, frame * blockFloats, blockFloats);
        digest += checksum - checksums[frame];
        checksums[frame] = checksum;
        changed.add(frame);
        unhashed[frame] = false;
    }

    /** Whether {@link #makeRoom} must be called before the next event. */
    public boolean isOverLimit() {
        return frames > frameLimit;
    }

    /** Whether so much has changed that blocks must be written back before room can be made. */
    public boolean needsWriteBack() {
        digest();
        return changedRowBlocks() > (frameLimit - tailBlocks) / 2;
    }

    /** Those of the tail, which stay, do not stand in the way of making room. */
    private int changedRowBlocks() {
        int ofTail = 0;
        int first = tailFrame();
        for (int frame = first; frame < first + tailBlocks; frame++) {
            ofTail += changed.contains(frame) ? 1 : 0;
        }
        return changed.count() - ofTail;
    }

    /** Writes every changed block to the store, in an order that the events decide. */
    public void writeBack() {
        digest();
        if (store != null) {
            for (int frame = changed.next(0); frame >= 0; frame = changed.next(frame + 1)) {
                store.write(
                        blockOfFrame[frame],
                        BlockCodec.encode(data, frame * blockFloats, blockFloats, checksums[frame]));
                writtenBlocks++;
            }
        }
        changed.clear();
    }

    /** Drops unchanged blocks until an eighth of the limit is free; fewer if there are not so many. */
    public void makeRoom() {
        if (whole) {
            return;
        }
        digest();
        int target = frameLimit - (frameLimit - tailBlocks) / 8;
        int chances = 2 * frames;
        while (frames > target && chances-- > 0) {
            if (hand < tailBlocks || hand >= frames) {
                hand = tailBlocks;
            }
            if (changed.contains(hand)) {
                hand++;
            } else if (recentlyUsed.contains(hand)) {
                recentlyUsed.remove(hand++);
            } else {
                drop(hand);
            }
        }
        if (blockOfFrame.length > roomyFrames() && frames <= roomyFrames()) {
            // What one wild event took is given back.
            resize((int) roomyFrames());
        }
    }

    /** Blocks in memory. */
    public int residentBlocks() {
        return frames;
    }

    /** Memory of the blocks in memory, bytes. */
    public long residentBytes() {
        return (long) frames * blockFloats * Float.BYTES;
    }

    /** Blocks written back by this working set. */
    public long writtenBlocks() {
        return writtenBlocks;
    }

    /**
     * Forgets all blocks in memory, because the store has others now; the memory is kept.
     *
     * @param storeDigest the digest of what is in the store
     */
    public void reset(long storeDigest) {
        if (!whole) {
            for (int frame = 0; frame < frames; frame++) {
                frameOfBlock[blockOfFrame[frame]] = ABSENT;
            }
        }
        present.clear();
        changed.clear();
        Arrays.fill(unhashed, false);
        isHashed = true;
        recentlyUsed.clear();
        frames = 0;
        hand = 0;
        digest = storeDigest;
        reserveTail();
    }

    /** In the first frames, which are never dropped; or in their places. */
    private void reserveTail() {
        hasTail = tailBlocks == 0;
        for (int i = 0; i < tailBlocks && !whole; i++) {
            blockOfFrame[i] = layout.tailBlock() + i;
            checksums[i] = 0;
            frameOfBlock[layout.tailBlock() + i] = i;
            frames++;
        }
    }

    private void loadTail() {
        for (int i = 0; i < tailBlocks; i++) {
            int block = layout.tailBlock() + i;
            load(block, tailFrame() + i);
            if (whole) {
                present.add(block);
                frames++;
            }
        }
        hasTail = true;
    }

    private int load(int block) {
        int frame = frames;
        if (frame == blockOfFrame.length) {
            grow();
        }
        load(block, frame);
        frameOfBlock[block] = frame;
        frames++;
        return frame;
    }

    private void load(int block, int frame) {
        int offset = frame * blockFloats;
        byte[] encoded = store == null ? null : store.read(block);
        if (encoded == null) {
            Arrays.fill(data, offset, offset + blockFloats, 0);
            checksums[frame] = 0;
        } else {
            checksums[frame] = BlockCodec.decode(block, encoded, data, offset, blockFloats);
        }
        blockOfFrame[frame] = block;
    }

    /**
     * Doubling ends with what is roomy for the limit, which is taken at once when half of it would be passed: a last small step
     * would hold nearly twice of it for a moment. For an event that needs more, it goes on.
     */
    private void grow() {
        long roomy = roomyFrames();
        long doubled = 2L * frames;
        long wanted = roomy > frames && doubled > roomy / 2 ? roomy : doubled;
        long capacity = Math.min(wanted, layout.blockCount());
        capacity = Math.min(capacity, MAX_FLOATS / blockFloats);
        if (capacity <= frames) {
            throw new IllegalStateException("expected the parameters in memory to take less than 8 GiB; use fewer"
                    + " rows, or a store and a limit below that");
        }
        resize((int) capacity);
    }

    private void resize(int capacity) {
        data = Arrays.copyOf(data, capacity * blockFloats);
        blockOfFrame = Arrays.copyOf(blockOfFrame, capacity);
        checksums = Arrays.copyOf(checksums, capacity);
        unhashed = Arrays.copyOf(unhashed, capacity);
    }

    /** The limit and an eighth above it, which the blocks of one event may take. */
    private long roomyFrames() {
        return (long) frameLimit + frameLimit / 8 + 1;
    }

    /** Blocks within the limit, at least one, and no more than an array can hold with an eighth above it. */
    static int frameLimit(long limitBytes, int blockFloats) {
        long blocks = limitBytes / (Float.BYTES * (long) blockFloats);
        long most = MAX_FLOATS / blockFloats * 8L / 9 - 1;
        return (int) Math.max(1, Math.min(most, blocks));
    }

    /** The last frame moves into the freed place, so that frames stay dense. None is marked as changed and not yet hashed. */
    private void drop(int frame) {
        int last = --frames;
        frameOfBlock[blockOfFrame[frame]] = ABSENT;
        if (frame != last) {
            System.arraycopy(data, last * blockFloats, data, frame * blockFloats, blockFloats);
            blockOfFrame[frame] = blockOfFrame[last];
            checksums[frame] = checksums[last];
            frameOfBlock[blockOfFrame[frame]] = frame;
            changed.move(last, frame);
            recentlyUsed.move(last, frame);
        } else {
            changed.remove(last);
            recentlyUsed.remove(last);
        }
    }
}
