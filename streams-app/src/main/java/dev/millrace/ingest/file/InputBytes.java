package dev.millrace.ingest.file;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FilterInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The bytes of one input, counted before they are decompressed. {@link #position()} may be read from any thread. */
final class InputBytes implements Closeable {

    private static final int BUFFER_BYTES = 1 << 16;

    private final String name;
    private final Counted counted;
    private final InputStream content;
    private final long size;

    private InputBytes(String name, Counted counted, InputStream content, long size) {
        this.name = name;
        this.counted = counted;
        this.content = content;
        this.size = size;
    }

    static InputBytes open(String input) throws IOException {
        if (input.equals(RecordReader.STANDARD_INPUT)) {
            return of("standard input", System.in, -1);
        }
        Path path = Path.of(input);
        if (Files.isDirectory(path)) {
            throw new IOException(input + ": expected a file, found a directory");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(input + ": no such file");
        }
        boolean regular = Files.isRegularFile(path);
        return of(input, new FileInputStream(path.toFile()), regular ? Files.size(path) : -1);
    }

    static InputBytes of(String name, InputStream source, long size) throws IOException {
        Counted counted = new Counted(source);
        PushbackInputStream start = new PushbackInputStream(counted, 2);
        byte[] magic = start.readNBytes(2);
        start.unread(magic);
        boolean gzip = magic.length == 2 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        return new InputBytes(name, counted, gzip ? new Gunzipped(name, start) : start, size);
    }

    /** For messages: the path as it was given, or "standard input". */
    String name() {
        return name;
    }

    long position() {
        return counted.count;
    }

    long size() {
        return size;
    }

    /** The content, decompressed. */
    InputStream content() {
        return content;
    }

    /** The content as text, a byte order mark left out; bytes that are not UTF-8 fail. */
    BufferedReader text() throws IOException {
        BufferedReader text = new BufferedReader(new Utf8(name, content), BUFFER_BYTES);
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
        return text;
    }

    @Override
    public void close() throws IOException {
        content.close();
    }

    private static final class Counted extends FilterInputStream {
        private volatile long count;
        private boolean ended;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? -1 : 1);
            return b;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            int n = in.read(b, off, len);
            count(n);
            return n;
        }

        // Only the reading thread writes; others see a recent value.
        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void count(int n) {
            if (n < 0) {
                ended = true;
            } else {
                count += n;
            }
        }

        /** Not 0 before the end: GZIPInputStream takes 0 for the end, and would drop the later members of a pipe. */
        @Override
        public int available() throws IOException {
            return ended ? 0 : Math.max(1, in.available());
        }
    }

    /** Says which file is broken. */
    private static final class Gunzipped extends FilterInputStream {
        private final String name;

        Gunzipped(String name, InputStream in) throws IOException {
            super(new GZIPInputStream(in, BUFFER_BYTES));
            this.name = name;
        }

        @Override
        public int read(byte[] b, int off, int len) throws IOException {
            try {
                return in.read(b, off, len);
            } catch (EOFException e) {
                throw new IOException(name + ": the gzip data ends too early; the file is not whole", e);
            } catch (ZipException e) {
                throw new IOException(name + ": the gzip data is damaged: " + e.getMessage(), e);
            }
        }
    }

    /** Fails where an ordinary reader would put U+FFFD in place of bytes that are not UTF-8. */
    private static final class Utf8 extends FilterReader {
        private final String name;

        Utf8(String name, InputStream in) {
            super(new InputStreamReader(
                    in,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)));
            this.name = name;
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (CharacterCodingException e) {
                throw new IOException(
                        name + ": expected text in UTF-8, found other bytes; iconv -t UTF-8 converts text", e);
            }
        }
    }
}
