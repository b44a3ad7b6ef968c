package dev.millrace.broker;

import dev.millrace.broker.SubjectStore.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All versions a subject ever had. A subject is deleted as a whole, so the deleted versions are the first ones, and the
 * numbers go on counting after them.
 *
 * @param all version n at n - 1
 * @param deletedCount how many of them, from the first, are deleted
 */
record SubjectHistory(List<Version> all, int deletedCount) {

    static final SubjectHistory EMPTY = new SubjectHistory(List.of(), 0);

    int nextVersion() {
        return all.size() + 1;
    }

    List<Version> live() {
        return all.subList(deletedCount, all.size());
    }

    Optional<Version> latest() {
        return live().isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    SubjectHistory with(Version next) {
        return new SubjectHistory(Stream.concat(all.stream(), Stream.of(next)).toList(), deletedCount);
    }

    SubjectHistory withoutLive() {
        return new SubjectHistory(all, all.size());
    }
}
