package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MockSchemaRegistryTest {
    private static final Schema LONG = Schema.create(Schema.Type.LONG);
    private static final Schema STRING = Schema.create(Schema.Type.STRING);

    private final SchemaRegistry registry =
            SchemaRegistry.create(Map.of("schema.registry.url", "mock://registry-test"));

    @AfterEach
    void drop() {
        MockSchemaRegistry.drop("registry-test");
    }

    @Test
    void shouldShareOneIdWhenTwoSubjectsHoldTheSameSchema() {
        assertThat(registry.register("a", LONG)).isEqualTo(1);
        assertThat(registry.register("b", STRING)).isEqualTo(2);
        assertThat(registry.register("b", LONG)).isEqualTo(1);
        assertThat(registry.register("b", LONG)).isEqualTo(1);
        assertThat(registry.latest("b")).isEqualTo(new RegisteredSchema(1, 2, LONG));
        assertThat(registry.schemaById(2)).isEqualTo(STRING);
        assertThat(registry.idOf("a", LONG)).isEqualTo(1);
    }

    @Test
    void shouldShareTheScopeAndForgetItWhenDropped() {
        registry.register("a", LONG);
        registry.close();
        assertThat(MockSchemaRegistry.scope("registry-test").idOf("a", LONG)).isEqualTo(1);
        MockSchemaRegistry.drop("registry-test");
        assertThat(code(() -> MockSchemaRegistry.scope("registry-test").idOf("a", LONG)))
                .isEqualTo(40401);
    }

    @Test
    void shouldAnswerWithConfluentsCodesWhenSomethingIsUnknown() {
        registry.register("a", LONG);
        registry.register("b", STRING);
        assertThat(code(() -> registry.idOf("a", STRING))).isEqualTo(40403);
        assertThat(code(() -> registry.idOf("c", STRING))).isEqualTo(40401);
        assertThat(code(() -> registry.latest("c"))).isEqualTo(40401);
        assertThat(code(() -> registry.schemaById(0))).isEqualTo(40403);
        assertThat(code(() -> registry.schemaById(3))).isEqualTo(40403);
    }

    private static int code(Runnable call) {
        SchemaRegistryException e = catchThrowableOfType(SchemaRegistryException.class, call::run);
        assertThat(e.schemaUnusable()).isTrue();
        return e.errorCode();
    }
}
