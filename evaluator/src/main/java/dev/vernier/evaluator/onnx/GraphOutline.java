package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What can be said of a graph before any node is understood: which nodes the outputs need, what they are called, that
 * their order is sound and their operators are known. Branches of the graph are added when they are found to run.
 */
final class GraphOutline {
    private static final int NAMED = 5;

    private final String file;
    private final boolean passesOn;
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Set<String> given = new HashSet<>();
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> writers = new HashMap<>();
    private final Set<Integer> live = new HashSet<>();
    private final Set<String> read = new HashSet<>();

    private GraphOutline(String file, boolean passesOn) {
        this.file = file;
        this.passesOn = passesOn;
    }

    /**
     * @param file names the file in messages
     * @param passesOn whether operators that have no meaning here can be passed on
     * @throws InvalidInputException when the graph is inconsistent
     */
    static GraphOutline of(GraphProto proto, String file, boolean passesOn) {
        GraphOutline outline = new GraphOutline(file, passesOn);
        if (proto.getOutputCount() == 0) {
            throw new InvalidInputException(file, "the graph has no output", "the file is damaged");
        }
        if (proto.getOutputList().stream()
                        .map(ValueInfoProto::getName)
                        .distinct()
                        .count()
                < proto.getOutputCount()) {
            throw new InvalidInputException(file, "two outputs have the same name", "the file is damaged");
        }
        outline.add(proto);
        return outline;
    }

    /**
     * Adds the nodes of a graph.
     *
     * @throws InvalidInputException when a tensor is written twice
     */
    void add(GraphProto proto) {
        int first = nodes.size();
        nodes.addAll(proto.getNodeList());
        for (NodeProto node : proto.getNodeList()) {
            taken.add(node.getName());
            taken.addAll(node.getOutputList());
        }
        proto.getInputList().stream().map(ValueInfoProto::getName).forEach(taken::add);
        proto.getInitializerList().stream().map(TensorProto::getName).forEach(taken::add);
        for (int i = first; i < nodes.size(); i++) {
            String name = nodes.get(i).getName();
            boolean keeps = !name.isBlank() && given.add(name);
            names.add(keeps ? name : fresh(name.isBlank() ? nodes.get(i).getOpType() + "_" + i : name));
        }
        findWriters(first);
        for (TensorProto initializer : proto.getInitializerList()) {
            requireNotWritten(initializer.getName(), "constant");
        }
        for (ValueInfoProto input : proto.getInputList()) {
            requireNotWritten(input.getName(), "input");
        }
    }

    /**
     * Positions of the nodes that some of these tensors depend on, in the order in which they run, without those that were
     * needed before. A graph inside a node is not looked into.
     *
     * @throws InvalidInputException when their order is unsound, or they need operators that are not supported
     */
    SortedSet<Integer> need(Collection<String> tensors) {
        TreeSet<Integer> found = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(tensors);
        while (!open.isEmpty()) {
            String tensor = open.remove();
            Integer writer = read.add(tensor) ? writers.get(tensor) : null;
            if (writer != null && live.add(writer)) {
                found.add(writer);
                nodes.get(writer).getInputList().stream()
                        .filter(input -> !input.isEmpty())
                        .forEach(open::add);
            }
        }
        requireOrder(found);
        if (!passesOn) {
            requireSupported(found);
            requireSingleOutputs(found);
        }
        return found;
    }

    NodeProto node(int position) {
        return nodes.get(position);
    }

    /** The name of a node, unique in the graph. */
    String name(int node) {
        return names.get(node);
    }

    /** Whether a live node or an output reads a tensor. */
    boolean isRead(String tensor) {
        return read.contains(tensor);
    }

    /** A name that no node and no tensor has yet. */
    String fresh(String wish) {
        String name = wish;
        for (int suffix = 2; !taken.add(name); suffix++) {
            name = wish + "_" + suffix;
        }
        return name;
    }

    private void findWriters(int first) {
        for (int i = first; i < nodes.size(); i++) {
            for (String output : nodes.get(i).getOutputList()) {
                if (!output.isEmpty() && writers.putIfAbsent(output, i) != null) {
                    throw refuse(i, "tensor '" + output + "' is written twice", "the file is damaged");
                }
            }
        }
    }

    private void requireNotWritten(String tensor, String kind) {
        Integer writer = writers.get(tensor);
        if (writer != null) {
            throw refuse(writer, "it writes the " + kind + " '" + tensor + "'", "the file is damaged");
        }
    }

    private void requireSupported(SortedSet<Integer> found) {
        List<Integer> unsupported = found.stream()
                .filter(node -> !Operators.supports(nodes.get(node)))
                .toList();
        if (unsupported.isEmpty()) {
            return;
        }
        List<String> operators = unsupported.stream()
                .map(node -> Operators.qualifiedName(nodes.get(node)))
                .toList();
        if (unsupported.size() == 1) {
            throw refuse(
                    unsupported.getFirst(),
                    "operator " + operators.getFirst() + " is not supported",
                    Operators.mend(operators));
        }
        String named = unsupported.stream()
                .limit(NAMED)
                .map(node -> "'" + names.get(node) + "' (" + Operators.qualifiedName(nodes.get(node)) + ")")
                .collect(Collectors.joining(", "));
        String rest = unsupported.size() > NAMED ? " and " + (unsupported.size() - NAMED) + " more" : "";
        throw new InvalidInputException(
                file,
                "the operators of " + unsupported.size() + " nodes are not supported: " + named + rest,
                Operators.mend(operators));
    }

    private void requireOrder(SortedSet<Integer> found) {
        for (int node : found) {
            for (String input : nodes.get(node).getInputList()) {
                Integer writer = writers.get(input);
                if (writer != null && writer >= node) {
                    throw refuse(
                            node,
                            "it reads '" + input + "', which is written only "
                                    + (writer == node ? "by itself" : "later, by node '" + names.get(writer) + "'"),
                            "the graph has a cycle or its nodes are not sorted; export it again");
                }
            }
        }
    }

    private void requireSingleOutputs(SortedSet<Integer> found) {
        for (int node : found) {
            List<String> outputs = nodes.get(node).getOutputList();
            for (String output : outputs.subList(1, outputs.size())) {
                if (!output.isEmpty() && read.contains(output)) {
                    throw refuse(
                            node,
                            "its further output '" + output + "' is used, but only the first one is supported",
                            "export the model without it");
                }
            }
        }
    }

    private InvalidInputException refuse(int node, String problem, String mend) {
        return new InvalidInputException(NodeSource.place(file, names.get(node)), problem, mend);
    }
}
