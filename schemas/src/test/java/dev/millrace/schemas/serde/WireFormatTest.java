package dev.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {
    @Test
    void shouldPutTheIdBigEndianAfterAZeroByte() {
        byte[] bytes = {9, 9, 9, 9, 9, 9};
        WireFormat.writeHeader(bytes, 0x7f020304);
        assertThat(bytes).containsExactly(0, 0x7f, 2, 3, 4, 9);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65_535, 1 << 24, Integer.MAX_VALUE})
    void shouldReadTheIdThatWasWritten(int id) {
        byte[] bytes = new byte[WireFormat.HEADER_BYTES];
        WireFormat.writeHeader(bytes, id);
        assertThat(WireFormat.schemaId(bytes)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4})
    void shouldRefuseWhenTheHeaderIsCutShort(int length) {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[length]))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("Expected at least 5 bytes")
                .hasMessageContaining("found " + length + ".");
    }

    @Test
    void shouldRefuseWhenTheMagicByteIsAnother() {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {(byte) 0xfe, 0, 0, 0, 1}))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("Expected magic byte 0x00, found 0xfe");
    }

    @Test
    void shouldRefuseWhenTheIdIsNegative() {
        assertThatThrownBy(() -> WireFormat.schemaId(new byte[] {0, -1, -1, -1, -1}))
                .isExactlyInstanceOf(SerializationException.class)
                .hasMessageContaining("0 or greater, found -1");
    }
}
