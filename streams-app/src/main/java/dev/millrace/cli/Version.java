package dev.millrace.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints; the jar's manifest has our own. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String own = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "millrace " + (own == null ? "(not from a jar)" : own),
            "Kafka clients " + AppInfoParser.getVersion() + ", Java " + System.getProperty("java.version")
        };
    }
}
