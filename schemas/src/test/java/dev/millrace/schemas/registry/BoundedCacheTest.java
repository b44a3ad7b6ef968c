package dev.millrace.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BoundedCacheTest {
    @Test
    void shouldForgetTheLeastRecentlyUsedWhenFull() {
        BoundedCache<Integer, String> cache = new BoundedCache<>(3);
        cache.put(1, "a");
        cache.put(2, "b");
        cache.put(3, "c");
        assertThat(cache.get(1)).isEqualTo("a");
        cache.put(4, "d");
        assertThat(cache.get(2)).isNull();
        assertThat(cache.get(1)).isEqualTo("a");
        assertThat(cache.get(3)).isEqualTo("c");
        assertThat(cache.get(4)).isEqualTo("d");
    }
}
