package dev.millrace.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    private Path folder;

    @Test
    void shouldSayWhereItLookedWhenThereIsNoFile() {
        Path file = folder.resolve("none.yaml");

        assertThatThrownBy(() -> MillraceConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": no such file (looked for " + file
                        + "); give the path of a config file, or start from examples/flights.yaml");
    }

    @Test
    void shouldAskForAFileWhenItIsAFolder() {
        assertThatThrownBy(() -> MillraceConfig.load(folder))
                .isInstanceOf(ConfigException.class)
                .hasMessage(folder + ": is a folder; give the path of a config file in it");
    }

    @Test
    void shouldAskForTextWhenFileIsBinary() throws IOException {
        Path file = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xc3, 0x28});

        assertThatThrownBy(() -> MillraceConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": is not UTF-8 text; save it as UTF-8");
    }

    @Test
    void shouldRefuseUnreadWhenFileIsLargerThanAnyConfig() throws IOException {
        Path file = Files.writeString(folder.resolve("large.yaml"), "#".repeat(ConfigFile.MAX_CHARACTERS + 1));

        assertThatThrownBy(() -> MillraceConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ": has more than 1048576 bytes; is this a config file?");
    }

    @Test
    void shouldNameFileAsItWasGivenWhenItHasAProblem() throws IOException {
        Path file = Files.writeString(folder.resolve("f.yaml"), Readme.with("bits: 18", "bits: 0"));

        assertThatThrownBy(() -> MillraceConfig.load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":30: hashing.bits: expected a whole number from 1 to 26; found '0'");
    }

    @Test
    void shouldPointToTheExampleWhenThereIsNothingInTheFile() {
        String empty = "flights.yaml:1: the file is empty; start from examples/flights.yaml";

        assertRefused("", empty);
        assertRefused("# nothing\n\n# but comments\n", empty);
        assertRefused("---\n", empty);
        assertRefused(
                "# not a config\nhello\n",
                "flights.yaml:2: expected sections such as 'topics:'; found none; start from examples/flights.yaml");
        assertRefused(
                "- a\n- b\n",
                "flights.yaml:1: expected sections such as 'topics:'; found none; start from examples/flights.yaml");
    }

    @Test
    void shouldNameTheLineWhenItIsNotYaml() {
        assertRefused(
                Readme.with("task: binary", "task: binary: yes"),
                "flights.yaml:19: not valid YAML: mapping values are not allowed here");
        assertRefused(
                Readme.with("task: binary", "task: 'binary"),
                "flights.yaml:42: not valid YAML: while scanning a quoted scalar, found unexpected end of stream (it"
                        + " begins on line 19)");
        assertRefused(
                Readme.YAML + "---\nmore: yes\n",
                "flights.yaml:42: not valid YAML: expected a single document in the stream, but found another document"
                        + " (it begins on line 1)");
    }

    @Test
    void shouldNotQuoteTheLineWhenItMayHoldASecret() {
        assertRefused(
                Readme.with("bootstrap.servers: 127.0.0.1:9092", "ssl.key.password: hidden: yes"),
                "flights.yaml:3: not valid YAML: mapping values are not allowed here");
    }

    @Test
    void shouldRefuseTagsWhenTheyNameATypeOfTheirOwn() {
        assertRefused(
                Readme.with("task: binary", "task: !!javax.script.ScriptEngineManager [x]"),
                "flights.yaml:19: not valid YAML: Global tag is not allowed:"
                        + " tag:yaml.org,2002:javax.script.ScriptEngineManager");
        assertRefused(
                Readme.with("task: binary", "task: !mine binary"),
                "flights.yaml:19: tags are not allowed; remove '!mine'");
    }

    @Test
    void shouldRefuseAliasesWhenTheyContainThemselves() {
        assertRefused(
                Readme.with("optimizer: {type: sgd}", "optimizer: &o {type: *o}"),
                "flights.yaml:34: an alias (*) points to the very value that it stands in; write the value out");
    }

    @Test
    void shouldRefuseAliasesWhenTheyAreVeryMany() {
        assertRefused(
                Readme.with("[origin, destination]", "[&a [x], " + "*a, ".repeat(51) + "*a]"),
                "flights.yaml:1: not valid YAML: Number of aliases for non-scalar nodes exceeds the specified max=50");
    }

    @Test
    void shouldRefuseNestingWhenItIsVeryDeep() {
        assertRefused(
                Readme.with("{type: sgd}", "[".repeat(50) + "]".repeat(50)),
                "flights.yaml:1: not valid YAML: Nesting Depth exceeded max 20");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> Readme.parse(yaml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
