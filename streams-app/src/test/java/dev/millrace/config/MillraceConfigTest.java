package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.core.feature.FeatureRecipe;
import dev.millrace.core.feature.FeatureRecipe.Limits;
import dev.millrace.core.feature.FeatureSpec.Categorical;
import dev.millrace.core.feature.FeatureSpec.Cross;
import dev.millrace.core.feature.FeatureSpec.Numeric;
import dev.millrace.core.feature.FeatureSpec.Sparse;
import dev.millrace.core.feature.FeatureSpec.TimePart;
import dev.millrace.core.feature.FeatureSpec.TimePart.Encoding;
import dev.millrace.core.feature.FeatureSpec.TimePart.Part;
import dev.millrace.core.feature.FeatureSpec.Transform;
import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.learn.Batching;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.Task;
import dev.millrace.core.loss.LogisticLoss;
import dev.millrace.core.loss.SoftmaxLoss;
import dev.millrace.core.loss.SquaredLoss;
import dev.millrace.core.optimizer.LazyAdam;
import dev.millrace.core.optimizer.Sgd;
import dev.millrace.core.schedule.Constant;
import dev.millrace.core.schedule.InverseSquareRoot;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MillraceConfigTest {

    private static final String SHORTEST = """
            application: app
            kafka: {bootstrap.servers: "broker:9092"}
            registry: {schema.registry.url: "http://registry:8081"}
            topics: {events: in}
            task: regression
            label: {field: y}
            features:
              - numeric: x
            learners:
              - {name: only, optimizer: sgd, rate: 0.1}
            """;

    @Test
    void shouldHaveTheseValuesWhenConfigOfTheManualIsRead() {
        MillraceConfig config = Readme.parse(Readme.YAML);

        assertThat(config)
                .isEqualTo(new MillraceConfig(
                        "flights",
                        Map.of("bootstrap.servers", "127.0.0.1:9092"),
                        Map.of("schema.registry.url", "http://127.0.0.1:8081"),
                        new SerdeConfig(
                                "dev.millrace.schemas.serde.AvroSerializer",
                                "dev.millrace.schemas.serde.AvroDeserializer"),
                        new TopicsConfig(
                                "flights",
                                "flights-predictions",
                                "flights-loss-reports",
                                "flights-quarantine",
                                "flights-sequence",
                                (short) 1),
                        new EventConfig("departure"),
                        Task.BINARY,
                        new LabelSpec.Above("delay", 15),
                        new FeatureRecipe(
                                List.of(
                                        new Numeric("distance", "distance", Transform.NONE, true),
                                        new Categorical("origin", "origin"),
                                        new Categorical("destination", "destination"),
                                        new TimePart("hour", Part.HOUR, Encoding.CATEGORICAL),
                                        new Cross("origin*destination", "origin", "destination"),
                                        new Sparse("indices", "indices", "values", 0)),
                                18,
                                0,
                                ZoneId.of("UTC"),
                                new Limits(100_000, 1e15, 20)),
                        List.of(new LearnerConfig(
                                new LearnerSpec(
                                        "champion",
                                        Task.BINARY,
                                        1,
                                        new LogisticLoss(),
                                        new Sgd(),
                                        new InverseSquareRoot(0.5),
                                        1),
                                true)),
                        new ReportsConfig(10_000, 10_000),
                        256L * 1024 * 1024,
                        new HttpConfig("127.0.0.1", 8080)));
        assertThat(config.outputs()).isEqualTo(1);
    }

    @Test
    void shouldFillInDefaultsWhenOnlyRequiredKeysAreThere() {
        assertThat(Readme.parse(SHORTEST))
                .isEqualTo(new MillraceConfig(
                        "app",
                        Map.of("bootstrap.servers", "broker:9092"),
                        Map.of("schema.registry.url", "http://registry:8081"),
                        new SerdeConfig(
                                "dev.millrace.schemas.serde.AvroSerializer",
                                "dev.millrace.schemas.serde.AvroDeserializer"),
                        new TopicsConfig(
                                "in", "app-predictions", "app-loss-reports", "app-quarantine", "app-sequence", (short)
                                        -1),
                        new EventConfig(null),
                        Task.REGRESSION,
                        new LabelSpec.Value("y"),
                        new FeatureRecipe(
                                List.of(new Numeric("x", "x", Transform.NONE, true)),
                                18,
                                0,
                                ZoneId.of("UTC"),
                                new Limits(100_000, 1e15, 20)),
                        List.of(new LearnerConfig(
                                new LearnerSpec(
                                        "only", Task.REGRESSION, 1, new SquaredLoss(), new Sgd(), new Constant(0.1), 1),
                                true)),
                        new ReportsConfig(10_000, 10_000),
                        268_435_456,
                        new HttpConfig("127.0.0.1", 8080)));
    }

    @Test
    void shouldReadEveryOptionWhenItIsWritten() {
        String yaml = SHORTEST.replace("  - numeric: x\n", """
                          - numeric: x
                            name: log-x
                            transform: log1p
                            standardize: false
                          - categorical: c
                            name: category
                          - time: weekday
                            encoding: cyclic
                          - time: month
                            name: moon
                          - cross: [moon, other]
                            name: pair
                          - sparse: {indices: i, values: v}
                            dimension: 47236
                            name: words
                        """).replace("rate: 0.1}\n", """
                        rate: {type: constant, value: 1e-2}, batch: 32, loss: squared}
                          - name: challenger
                            optimizer: {type: lazy-adam, beta2: 0.99}
                            rate: 1
                            publish-predictions: true
                        """);

        MillraceConfig config = Readme.parse(yaml);

        assertThat(config.recipe().features())
                .containsExactly(
                        new Numeric("log-x", "x", Transform.LOG1P, false),
                        new Categorical("category", "c"),
                        new TimePart("weekday", Part.WEEKDAY, Encoding.CYCLIC),
                        new TimePart("moon", Part.MONTH, Encoding.CATEGORICAL),
                        new Cross("pair", "moon", "other"),
                        new Sparse("words", "i", "v", 47_236));
        LearnerSpec first = config.learners().get(0).spec();
        assertThat(first.batching()).isEqualTo(new Batching.Count(32, Batching.Combine.MEAN));
        assertThat(first.schedule()).isEqualTo(new Constant(0.01));
        LearnerConfig second = config.learners().get(1);
        assertThat(second.name()).isEqualTo("challenger");
        assertThat(second.publishPredictions()).isTrue();
        assertThat(second.spec().optimizer()).isEqualTo(new LazyAdam(0.9, 0.99, 1e-8));
        assertThat(second.spec().schedule()).isEqualTo(new Constant(1));
    }

    @Test
    void shouldReadWordsAsTextWhenYamlWouldMakeThemBooleans() {
        MillraceConfig config = Readme.parse(Readme.with("above: 15", "classes: [no, yes]"));

        assertThat(config.label()).isEqualTo(new LabelSpec.Classes("delay", List.of("no", "yes")));
        assertThat(config.outputs()).isEqualTo(1);
    }

    @Test
    void shouldHaveAScorePerClassWhenTaskIsMulticlass() {
        String multiclass = Readme.with("task: binary", "task: multiclass").replace("loss: logistic", "loss: softmax");

        MillraceConfig named = Readme.parse(multiclass.replace("above: 15", "classes: [a, b, c]"));
        MillraceConfig counted = Readme.parse(multiclass.replace("above: 15", "class-count: 7"));

        assertThat(named.outputs()).isEqualTo(3);
        assertThat(named.label()).isEqualTo(new LabelSpec.Classes("delay", List.of("a", "b", "c")));
        assertThat(named.learners().get(0).spec().loss()).isEqualTo(new SoftmaxLoss());
        assertThat(counted.outputs()).isEqualTo(7);
        assertThat(counted.label()).isEqualTo(new LabelSpec.Value("delay"));
    }

    @Test
    void shouldReadValueOnceMoreWhenAliasPointsToIt() {
        MillraceConfig config = Readme.parse(SHORTEST.replace(
                "rate: 0.1}\n",
                "rate: &rate {type: inverse-sqrt, value: 2}}\n  - {name: second, optimizer: sgd, rate: *rate}\n"));

        assertThat(config.learners().get(1).spec().schedule()).isEqualTo(new InverseSquareRoot(2));
    }

    @Test
    void shouldMaskSecretsWhenPrinted() {
        String yaml = Readme.with(
                        "bootstrap.servers: 127.0.0.1:9092",
                        "bootstrap.servers: 127.0.0.1:9092\n  sasl.jaas.config: hidden-1\n"
                                + "  ssl.truststore.password: hidden-2\n  ssl.keystore.key: hidden-3")
                .replace(
                        "schema.registry.url: http://127.0.0.1:8081",
                        "schema.registry.url: http://me:hidden-4@one:8081,http://me:hidden-5@two:8081\n"
                                + "  basic.auth.user.info: hidden-6")
                .replace(
                        "port: 8080",
                        "port: 8080, token: hidden-7-0123456789,"
                                + " tls: {key-store: k.p12, key-store-password: hidden-8}");

        String printed = Readme.parse(yaml).toString();

        assertThat(printed)
                .startsWith("MillraceConfig[application=flights, kafka={bootstrap.servers=127.0.0.1:9092, "
                        + "sasl.jaas.config=****, ssl.keystore.key=****, ssl.truststore.password=****}, "
                        + "registry={basic.auth.user.info=****, "
                        + "schema.registry.url=http://****@one:8081,http://****@two:8081}, serdes=SerdeConfig[")
                .contains(
                        "http=HttpConfig[host=127.0.0.1, port=8080, advertised=null, token=****, tls=TlsConfig[keyStore="
                                + "Store[file=k.p12, password=****, type=PKCS12], trustStore=null, clientAuth=NONE],"
                                + " maxRequests=64]]")
                .doesNotContain("hidden");
    }

    @Test
    void shouldNotChangeWhenItsSourcesAreChanged() {
        MillraceConfig config = Readme.parse(Readme.YAML);

        assertThatThrownBy(() -> config.kafka().put("a", "b")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.registry().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> config.learners().clear()).isInstanceOf(UnsupportedOperationException.class);
    }
}
