package dev.millrace.replay.search;

import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** The values of a key that a random search draws from. Immutable. */
sealed interface Values permits Values.OneOf, ValueRange {

    /** The next value; each takes one number of the generator. */
    Node draw(SplitMix64 random);

    /**
     * Some values, each as likely as the others.
     *
     * @param nodes one or more
     */
    record OneOf(List<Node> nodes) implements Values {
        public OneOf {
            nodes = List.copyOf(nodes);
        }

        @Override
        public Node draw(SplitMix64 random) {
            return nodes.get(random.below(nodes.size()));
        }
    }
}
