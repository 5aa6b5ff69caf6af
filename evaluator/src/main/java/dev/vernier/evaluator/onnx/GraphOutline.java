package dev.vernier.evaluator.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vernier.hardware.input.InvalidInputException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What can be said of a graph before any node is understood: which nodes the outputs need, what they are called, that
 * their order is sound and their operators are known.
 */
final class GraphOutline {
    private static final int NAMED = 5;

    private final GraphProto proto;
    private final String file;
    private final List<String> names;
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> writers = new HashMap<>();
    private final TreeSet<Integer> live = new TreeSet<>();
    private final Set<String> read = new HashSet<>();

    private GraphOutline(GraphProto proto, String file) {
        this.proto = proto;
        this.file = file;
        names = names();
    }

    /**
     * @param file names the file in messages
     * @param passesOn whether operators that have no meaning here can be passed on
     * @throws InvalidInputException when the graph is inconsistent or needs operators that are not supported
     */
    static GraphOutline of(GraphProto proto, String file, boolean passesOn) {
        GraphOutline outline = new GraphOutline(proto, file);
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
        outline.findWriters();
        outline.findLive();
        outline.requireOrder();
        if (!passesOn) {
            outline.requireSupported();
            outline.requireSingleOutputs();
        }
        return outline;
    }

    /** Positions of the nodes that some output depends on, in the file's order. */
    Set<Integer> liveNodes() {
        return live;
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

    private List<String> names() {
        for (NodeProto node : proto.getNodeList()) {
            taken.add(node.getName());
            taken.addAll(node.getOutputList());
        }
        proto.getInputList().stream().map(ValueInfoProto::getName).forEach(taken::add);
        proto.getInitializerList().stream().map(TensorProto::getName).forEach(taken::add);
        List<String> result = new ArrayList<>();
        Set<String> given = new HashSet<>();
        for (NodeProto node : proto.getNodeList()) {
            String name = node.getName();
            boolean keeps = !name.isBlank() && given.add(name);
            result.add(keeps ? name : fresh(name.isBlank() ? node.getOpType() + "_" + result.size() : name));
        }
        return result;
    }

    private void findWriters() {
        for (int i = 0; i < proto.getNodeCount(); i++) {
            for (String output : proto.getNode(i).getOutputList()) {
                if (!output.isEmpty() && writers.putIfAbsent(output, i) != null) {
                    throw refuse(i, "tensor '" + output + "' is written twice", "the file is damaged");
                }
            }
        }
        for (TensorProto initializer : proto.getInitializerList()) {
            requireNotWritten(initializer.getName(), "constant");
        }
        for (ValueInfoProto input : proto.getInputList()) {
            requireNotWritten(input.getName(), "input");
        }
    }

    private void requireNotWritten(String tensor, String kind) {
        Integer writer = writers.get(tensor);
        if (writer != null) {
            throw refuse(writer, "it writes the " + kind + " '" + tensor + "'", "the file is damaged");
        }
    }

    private void findLive() {
        Deque<String> open = new ArrayDeque<>();
        proto.getOutputList().forEach(output -> open.add(output.getName()));
        while (!open.isEmpty()) {
            String tensor = open.remove();
            Integer writer = read.add(tensor) ? writers.get(tensor) : null;
            if (writer != null && live.add(writer)) {
                proto.getNode(writer).getInputList().stream()
                        .filter(input -> !input.isEmpty())
                        .forEach(open::add);
            }
        }
    }

    private void requireSupported() {
        List<Integer> unsupported = live.stream()
                .filter(node -> !Operators.supports(proto.getNode(node)))
                .toList();
        if (unsupported.isEmpty()) {
            return;
        }
        List<String> operators = unsupported.stream()
                .map(node -> Operators.qualifiedName(proto.getNode(node)))
                .toList();
        if (unsupported.size() == 1) {
            throw refuse(
                    unsupported.getFirst(),
                    "operator " + operators.getFirst() + " is not supported",
                    Operators.mend(operators));
        }
        String named = unsupported.stream()
                .limit(NAMED)
                .map(node -> "'" + names.get(node) + "' (" + Operators.qualifiedName(proto.getNode(node)) + ")")
                .collect(Collectors.joining(", "));
        String rest = unsupported.size() > NAMED ? " and " + (unsupported.size() - NAMED) + " more" : "";
        throw new InvalidInputException(
                file,
                "the operators of " + unsupported.size() + " nodes are not supported: " + named + rest,
                Operators.mend(operators));
    }

    private void requireOrder() {
        for (int node : live) {
            for (String input : proto.getNode(node).getInputList()) {
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

    private void requireSingleOutputs() {
        for (int node : live) {
            List<String> outputs = proto.getNode(node).getOutputList();
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
