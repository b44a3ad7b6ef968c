package dev.millrace.cli;

import dev.millrace.client.RefusedException;
import dev.millrace.client.UnreachableException;
import dev.millrace.config.ConfigException;
import dev.millrace.core.codec.CorruptStateException;
import dev.millrace.ingest.file.ImportException;
import dev.millrace.replay.ReplayException;
import dev.millrace.schemas.registry.SchemaRegistryException;
import dev.millrace.selfcheck.GoldenFileException;
import dev.millrace.topic.TopicException;
import dev.millrace.verify.VerificationException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/**
 * What a person is told when a command throws.
 *
 * @param exitCode 1 failed, 2 wrong usage or config, 3 the application that was asked cannot be reached
 * @param message what to print after the command's name
 */
record Failure(int exitCode, String message) {

    private static final int UNREACHABLE = 3;

    static Failure of(Throwable e) {
        if (e instanceof ConfigException || e instanceof org.apache.kafka.common.config.ConfigException) {
            return usage(e);
        }
        if (e instanceof UsageException || e instanceof GoldenFileException) {
            return usage(e);
        }
        if (e instanceof UnreachableException) {
            return new Failure(UNREACHABLE, text(e));
        }
        if (e instanceof NoSuchFileException || e instanceof FileNotFoundException) {
            return failed(text(e).contains(":") ? text(e) : text(e) + ": no such file");
        }
        if (e instanceof AccessDeniedException) {
            return failed(text(e) + ": this user may not read or write it");
        }
        if (e instanceof IOException
                || e instanceof ImportException
                || e instanceof RefusedException
                || e instanceof StoppedException
                || e instanceof TopicException
                || e instanceof CorruptStateException
                || e instanceof VerificationException
                || e instanceof ReplayException
                || e instanceof SchemaRegistryException) {
            return failed(text(e));
        }
        if (e instanceof KafkaException) {
            // The outer one says "Failed to construct kafka producer"; what is wrong stands inside.
            return e.getCause() == null ? failed("Kafka: " + text(e)) : of(e.getCause());
        }
        return failed("this should not have happened: " + e + "; -v shows where. Please report it");
    }

    private static Failure usage(Throwable e) {
        return new Failure(ExitCode.USAGE, text(e));
    }

    private static Failure failed(String message) {
        return new Failure(ExitCode.SOFTWARE, message);
    }

    private static String text(Throwable e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** Prints the message to the command's standard error, and gives the exit code. */
    int report(CommandLine command, boolean verbose, Throwable e) {
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + message);
        if (verbose) {
            e.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return exitCode;
    }
}
