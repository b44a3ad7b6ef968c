package dev.millrace.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.MAP;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** What Prometheus and Grafana are given in docker/ fits together. */
class DashboardTest {

    private static final Path DOCKER = Path.of("../docker");

    @Test
    void shouldDrawEveryPanelFromTheProvisionedDataSourceAtAPlaceOfItsOwn() throws IOException {
        Map<?, ?> sources = yaml("grafana/provisioning/datasources/prometheus.yaml");
        Object uid = ((Map<?, ?>) ((List<?>) sources.get("datasources")).get(0)).get("uid");
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(NamedMetrics.DASHBOARD));
        List<Integer> ids = new ArrayList<>();
        List<String> cells = new ArrayList<>();
        for (JsonNode panel : dashboard.get("panels")) {
            ids.add(panel.get("id").asInt());
            JsonNode place = panel.get("gridPos");
            assertThat(place.get("x").asInt() + place.get("w").asInt()).isLessThanOrEqualTo(24);
            for (int x = 0; x < place.get("w").asInt(); x++) {
                for (int y = 0; y < place.get("h").asInt(); y++) {
                    cells.add(
                            (place.get("x").asInt() + x) + " " + (place.get("y").asInt() + y));
                }
            }
            if (!panel.get("type").asText().equals("row")) {
                assertThat(panel.at("/datasource/uid").asText()).isEqualTo(uid);
                assertThat(panel.get("description").asText()).isNotBlank();
                assertThat(panel.get("targets")).isNotEmpty();
            }
        }
        assertThat(ids).hasSize(32).doesNotHaveDuplicates();
        assertThat(cells).doesNotHaveDuplicates();
    }

    @Test
    void shouldSayOfEveryAlertHowBadItIsAndWhatToDo() throws IOException {
        List<Map<?, ?>> alerts = NamedMetrics.alerts();
        assertThat(alerts).extracting(alert -> alert.get("alert")).hasSize(13).doesNotHaveDuplicates();
        for (Map<?, ?> alert : alerts) {
            assertThat(((Map<?, ?>) alert.get("labels")).get("severity")).isIn("warning", "critical");
            assertThat(alert.get("annotations")).asInstanceOf(MAP).containsOnlyKeys("summary", "description");
        }
    }

    @Test
    void shouldMountOnlyFilesThatAreThereAndListenOnLoopbackOnly() throws IOException {
        Map<?, ?> services = (Map<?, ?>) yaml("compose.yaml").get("services");
        int mounted = 0;
        for (Object service : services.values()) {
            for (Object volume : list(service, "volumes")) {
                String mount = volume.toString();
                String source = mount.substring(0, mount.indexOf(':'));
                if (source.startsWith(".")) {
                    assertThat(DOCKER.resolve(source)).exists();
                    mounted++;
                }
            }
            assertThat(list(service, "ports")).allMatch(port -> port.toString().startsWith("127.0.0.1:"));
        }
        assertThat(mounted).isEqualTo(5);
        assertThat(yaml("prometheus.yml").get("rule_files")).isEqualTo(List.of("alerts.yml"));
    }

    private static List<?> list(Object service, String key) {
        Object list = ((Map<?, ?>) service).get(key);
        return list == null ? List.of() : (List<?>) list;
    }

    private static Map<?, ?> yaml(String file) throws IOException {
        return new Yaml().load(Files.readString(DOCKER.resolve(file)));
    }
}
