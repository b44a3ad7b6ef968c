package dev.millrace.config;

import dev.millrace.core.feature.LabelSpec;
import dev.millrace.core.learn.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code label} and checks it against the task. */
final class LabelReader {

    private static final int MAX_CLASSES = 100_000;

    private static final Range FINITE = Range.between(-Double.MAX_VALUE, Double.MAX_VALUE);

    private static final ScalarType<Double> THRESHOLD =
            new ScalarType<>("a number", List.of(), ScalarType.number(FINITE).parse());

    private final Section section;
    private final @Nullable Task task;

    /** @param task null if it is not known, then nothing is checked against it */
    LabelReader(Section section, @Nullable Task task) {
        this.section = section;
        this.task = task;
    }

    /**
     * The label of an application.
     *
     * @param outputs scores that a model of it has
     */
    record Label(LabelSpec spec, int outputs) {}

    /** Null if a problem was reported. */
    @Nullable
    Label read() {
        String field = section.required("field", FieldTypes.FIELD);
        ConfigNode aboveNode = section.optional("above");
        ConfigNode classesNode = section.optional("classes");
        ConfigNode countNode = section.optional("class-count");
        section.finish();
        boolean fits = fits(aboveNode, classesNode, countNode);
        Double above = aboveNode == null ? null : aboveNode.read(THRESHOLD);
        List<String> classes = classesNode == null ? null : classes(classesNode);
        Integer count = countNode == null ? null : countNode.read(ScalarType.integer(2, MAX_CLASSES));
        if (!fits || field == null) {
            return null;
        }
        if (aboveNode != null) {
            return above == null ? null : new Label(new LabelSpec.Above(field, above), 1);
        }
        if (classesNode != null) {
            return classes == null
                    ? null
                    : new Label(new LabelSpec.Classes(field, classes), task == Task.MULTICLASS ? classes.size() : 1);
        }
        if (countNode != null) {
            return count == null ? null : new Label(new LabelSpec.Value(field), count);
        }
        return new Label(new LabelSpec.Value(field), 1);
    }

    /** Whether the keys that are there go together and with the task; reports each that does not. */
    private boolean fits(@Nullable ConfigNode above, @Nullable ConfigNode classes, @Nullable ConfigNode count) {
        boolean fits = true;
        if (task == Task.REGRESSION) {
            fits &= absent(above, "is for task binary; a regression learns the number in the field as it is");
            fits &= absent(classes, "is for tasks binary and multiclass; a regression learns the number in the field");
        } else if (task == Task.MULTICLASS) {
            fits &= absent(above, "is for task binary; a multiclass label has 'classes' or 'class-count'");
        }
        if (task != null && task != Task.MULTICLASS) {
            fits &= absent(count, "is for task multiclass; remove it");
        }
        if (task == Task.BINARY && classes != null) {
            fits &= absent(above, "expected either 'above' or 'classes'; found both");
        }
        if (task == Task.MULTICLASS && classes != null) {
            fits &= absent(count, "expected either 'classes' or 'class-count'; found both");
        }
        if (task == Task.MULTICLASS && classes == null && count == null) {
            section.problem("a multiclass label needs 'classes' (a list of the field's strings) or 'class-count' (2 to "
                    + MAX_CLASSES + ", if the field holds class indices)");
            fits = false;
        }
        return fits;
    }

    private static boolean absent(@Nullable ConfigNode node, String problem) {
        if (node != null) {
            node.problem(problem);
        }
        return node == null;
    }

    private @Nullable List<String> classes(ConfigNode node) {
        List<String> classes = node.list(ScalarType.TEXT);
        if (classes == null) {
            return null;
        }
        if (task == Task.BINARY && classes.size() != 2) {
            node.problem("expected 2 classes, the second being the positive one; found " + classes.size());
            return null;
        }
        if (classes.size() < 2 || classes.size() > MAX_CLASSES) {
            node.problem("expected 2 to " + MAX_CLASSES + " classes; found " + classes.size());
            return null;
        }
        Set<String> seen = new HashSet<>();
        for (String name : classes) {
            if (!seen.add(name)) {
                node.problem("expected different classes; found '" + name + "' twice");
                return null;
            }
        }
        return classes;
    }
}
