package dev.millrace.replay.search;

import dev.millrace.config.ConfigException;
import dev.millrace.config.ConfigTree;
import dev.millrace.config.Fingerprint;
import dev.millrace.config.KeyPath;
import dev.millrace.config.LearnerConfig;
import dev.millrace.config.MillraceConfig;
import dev.millrace.replay.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Reads each candidate of a search as a config of its own. One thread. */
final class Variations {

    /** Of the candidates that are wrong, those told in full. */
    private static final int MAX_TOLD = 5;

    private static final String ONLY_LEARNER = "learners[0]";

    private final String source;
    private final int learner;
    private final String learnerName;
    private final ConfigTree alone;
    private final CandidateNames names;
    private final Set<String> keys = new LinkedHashSet<>();
    private final Set<String> written = new HashSet<>();
    private final Set<String> fingerprints = new HashSet<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private final Map<String, Candidates.Origin> origins = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Variations(ConfigTree base, MillraceConfig config, Search search) {
        List<String> learners =
                config.learners().stream().map(LearnerConfig::name).toList();
        source = search.source();
        learner = search.learner() == null ? 0 : learners.indexOf(search.learner());
        if (learner < 0) {
            throw new ConfigException(List.of(source + ": learner: expected one of the config's ("
                    + String.join(", ", learners) + "); found '" + search.learner() + "'"));
        }
        learnerName = learners.get(learner);
        alone = base.withOnlyLearner(learner);
        names = new CandidateNames(learners);
    }

    /** @throws ConfigException if there are too many, or any is wrong */
    static Candidates read(ConfigTree base, MillraceConfig config, Search search) {
        Variations variations = new Variations(base, config, search);
        List<Map<String, Node>> all = Expansion.of(search);
        all.forEach(settings -> variations.keys.addAll(settings.keySet()));
        all.forEach(variations::add);
        if (!variations.problems.isEmpty()) {
            throw variations.refused();
        }
        int repeated = all.size() - variations.candidates.size();
        return new Candidates(base, variations.candidates, variations.origins, repeated);
    }

    private void add(Map<String, Node> settings) {
        if (!written.add(Settings.text(settings))) {
            return;
        }
        String name = settings.isEmpty() ? learnerName : names.propose(settings);
        try {
            ConfigTree tree = Settings.put(alone, settings, 0);
            MillraceConfig config = tree.with(KeyPath.of("learners", 0, "name"), FlowYaml.scalar(name))
                    .read();
            if (fingerprints.add(
                    Fingerprint.of(config, config.learners().get(0).spec()).json())) {
                names.take(name);
                candidates.add(new Candidate(name, Settings.at(keys, tree, settings), config));
                origins.put(name, new Candidates.Origin(learner, settings));
            }
        } catch (ConfigException e) {
            addProblem(settings, e.problems().get(0));
        } catch (IllegalArgumentException e) {
            addProblem(settings, String.valueOf(e.getMessage()));
        }
    }

    /** There is but one learner, so its place in the list says nothing. */
    private void addProblem(Map<String, Node> settings, String problem) {
        String shorter = problem.replace(ONLY_LEARNER + ".", "").replace(ONLY_LEARNER + ": ", "");
        problems.add("  " + Settings.text(settings) + ": " + shorter);
    }

    private ConfigException refused() {
        List<String> told = new ArrayList<>();
        told.add(String.format(
                Locale.ROOT, "%s: %,d of %,d candidates cannot be tried:", source, problems.size(), written.size()));
        told.addAll(problems.subList(0, Math.min(MAX_TOLD, problems.size())));
        if (problems.size() > MAX_TOLD) {
            told.add(String.format(Locale.ROOT, "  and %,d more", problems.size() - MAX_TOLD));
        }
        return new ConfigException(told);
    }
}
