package dev.millrace.replay;

import dev.millrace.core.feature.FeatureVector;
import dev.millrace.core.feature.RowMap;
import dev.millrace.core.learn.Learner;
import dev.millrace.core.learn.LearnerSpec;
import dev.millrace.core.learn.RateLanes;
import dev.millrace.learn.LearnerFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Candidates that differ only in their rate, and learn from each event one after the other, in lanes. Who refuses an event
 * from which another learned goes on with a learner of its own, in the same group. One thread at a time.
 */
final class LaneGroup {

    private final RateLanes lanes;
    private final List<CandidateRun> runs = new ArrayList<>();
    /** The lanes as they were; null if nothing was frozen. */
    private @Nullable RateLanes frozen;

    /** @param members of one {@link #plan plan's} group, each of which is to {@link #add} itself, in this order */
    LaneGroup(List<Candidate> members) {
        List<LearnerSpec> specs =
                members.stream().map(member -> member.learner().spec()).toList();
        this.lanes = LearnerFactory.lanes(members.get(0).config(), specs);
    }

    /**
     * Who learns with whom; who is in no group learns alone.
     *
     * @param threads for which there are to be enough groups
     * @param most candidates of a group
     */
    static Collection<List<Candidate>> plan(List<Candidate> candidates, int threads, int most) {
        Map<Object, List<Candidate>> alike = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Object lanes = RateLanes.key(candidate.learner().spec());
            if (lanes != null) {
                Object key = List.of(
                        lanes,
                        SharedRecipe.key(candidate.config()),
                        candidate.config().reports().window());
                alike.computeIfAbsent(key, none -> new ArrayList<>()).add(candidate);
            }
        }
        List<List<Candidate>> groups = new ArrayList<>();
        for (List<Candidate> members : alike.values()) {
            Candidate any = members.get(0);
            int limit =
                    RateLanes.most(any.learner().spec(), new RowMap(any.config().recipe()).rowCount());
            int count = (members.size() - 1) / Math.max(1, Math.min(most, limit)) + 1;
            deal(members, Math.max(count, Math.min(threads, members.size() / 2)), groups);
        }
        return groups;
    }

    /** In turn, because neighbours are dropped together, and the threads are to have equally much to do. */
    private static void deal(List<Candidate> members, int count, List<List<Candidate>> groups) {
        for (int group = 0; group < count; group++) {
            List<Candidate> dealt = new ArrayList<>();
            for (int i = group; i < members.size(); i += count) {
                dealt.add(members.get(i));
            }
            if (dealt.size() > 1) {
                groups.add(dealt);
            }
        }
    }

    RateLanes lanes() {
        return lanes;
    }

    /** The next member, and its learner. */
    Learner add(CandidateRun run) {
        runs.add(run);
        return lanes.learners().get(runs.size() - 1);
    }

    /** Has all that were not dropped learn from the recipe's examples. */
    void learn() {
        runs.removeIf(CandidateRun::isDropped);
        if (runs.isEmpty()) {
            return;
        }
        Examples batch = runs.get(0).recipe().learning();
        for (int i = 0; i < batch.size(); i++) {
            FeatureVector event = batch.features(i);
            lanes.begin(event);
            if (frozen != null && !Double.isNaN(batch.label(i))) {
                frozen.begin(event);
            }
            for (int k = 0; k < runs.size(); k++) {
                runs.get(k).take(batch, i);
            }
            for (Learner behind : lanes.behind()) {
                runOf(behind).leaveLanes();
            }
            lanes.end(event);
        }
    }

    /** From here on the models as they are now are held against those that learn. */
    void freeze() {
        runs.removeIf(CandidateRun::isDropped);
        List<Learner> live = lanes.learners();
        frozen = live.isEmpty() ? null : lanes.freeze();
        List<Learner> twins = frozen == null ? List.of() : frozen.learners();
        for (CandidateRun run : runs) {
            int lane = live.indexOf(run.learner());
            if (lane < 0) {
                run.freeze();
            } else {
                run.freeze(twins.get(lane));
            }
        }
    }

    private CandidateRun runOf(Learner learner) {
        return runs.stream().filter(run -> run.learner() == learner).findFirst().orElseThrow();
    }
}
