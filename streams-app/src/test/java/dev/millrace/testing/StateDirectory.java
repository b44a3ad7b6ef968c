package dev.millrace.testing;

import dev.millrace.config.MillraceConfig;
import dev.millrace.learn.LearnProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;

/** The files of an application that does not run, to be damaged. */
public final class StateDirectory {

    /** Key of the header, and first byte of a block's key, as {@code StoreKey} says. */
    private static final byte[] HEADER = {0, 0, 0, 0, 0};

    private static final byte BLOCK = 2;

    private final Path root;
    private final Path store;

    public StateDirectory(MillraceConfig config, String learner) {
        root = Path.of(config.kafka().get("state.dir"));
        store = root.resolve(config.application())
                .resolve("0_0")
                .resolve("rocksdb")
                .resolve(LearnProcessor.storeName(learner));
    }

    /** Deletes all of it. */
    public void delete() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Replaces the content of the store's largest file whose name begins and ends so. */
    public void changeFile(String prefix, String suffix, UnaryOperator<byte[]> change) throws IOException {
        Path largest;
        try (Stream<Path> files = Files.list(store)) {
            largest = files.filter(file -> file.getFileName().toString().startsWith(prefix)
                            && file.getFileName().toString().endsWith(suffix))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
        Files.write(largest, change.apply(Files.readAllBytes(largest)));
    }

    /** Changes the stored header. */
    public void changeHeader(UnaryOperator<byte[]> change) throws RocksDBException {
        open((db, families) -> db.put(families.get(0), HEADER, change.apply(db.get(families.get(0), HEADER))));
    }

    /** Changes all stored blocks. */
    public void changeBlocks(UnaryOperator<byte[]> change) throws RocksDBException {
        open((db, families) -> {
            try (RocksIterator blocks = db.newIterator(families.get(0))) {
                for (blocks.seek(new byte[] {BLOCK}); blocks.isValid(); blocks.next()) {
                    db.put(families.get(0), blocks.key(), change.apply(blocks.value()));
                }
            }
        });
    }

    /** Deletes what Kafka Streams keeps in the store beside the store's records: its offsets. */
    public void forgetOffsets() throws RocksDBException {
        open((db, families) -> {
            for (ColumnFamilyHandle family : families.subList(1, families.size())) {
                try (RocksIterator entries = db.newIterator(family)) {
                    for (entries.seekToFirst(); entries.isValid(); entries.next()) {
                        db.delete(family, entries.key());
                    }
                }
            }
        });
    }

    @FunctionalInterface
    private interface Change {
        void apply(RocksDB db, List<ColumnFamilyHandle> families) throws RocksDBException;
    }

    private void open(Change change) throws RocksDBException {
        List<ColumnFamilyHandle> handles = new ArrayList<>();
        try (Options options = new Options();
                DBOptions dbOptions = new DBOptions()) {
            List<ColumnFamilyDescriptor> families = RocksDB.listColumnFamilies(options, store.toString()).stream()
                    .map(ColumnFamilyDescriptor::new)
                    .toList();
            try (RocksDB db = RocksDB.open(dbOptions, store.toString(), families, handles)) {
                change.apply(db, handles);
                handles.forEach(ColumnFamilyHandle::close);
            }
        }
    }
}
