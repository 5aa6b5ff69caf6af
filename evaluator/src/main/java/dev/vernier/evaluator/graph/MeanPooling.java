package dev.vernier.evaluator.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one vector for a text of the states that a transformer leaves for its tokens: their mean over the tokens that
 * {@code attention_mask} keeps, brought to length 1. This is what users of sentence encoders compare; the mean is the sum
 * brought to length 1, so that nothing is divided by the number of tokens. See Reimers and Gurevych, "Sentence-BERT"
 * (2019), section 3.
 */
public final class MeanPooling {
    private static final String MASK = "attention_mask";
    private static final int FIRST_OPSET_WITH_AXES_AS_INPUT = 13;
    private static final int DEFAULT_OPSET = 17;

    private final Graph graph;
    private final Graph.Builder pooled;

    private MeanPooling(Graph graph) {
        this.graph = graph;
        pooled = graph.like();
        if (!graph.opsets().containsKey("")) {
            pooled.opsets(Map.of("", DEFAULT_OPSET));
        }
        graph.constants().forEach(pooled::constant);
        graph.nodes().forEach(pooled::node);
    }

    /**
     * A graph whose output is the vector {@code [1, features]} of a text.
     *
     * @param graph its only output is the states {@code [1, tokens, features]}, and {@code attention_mask}
     *     {@code [1, tokens]} is among its inputs
     * @throws IllegalArgumentException when it is not like that; the message says what it lacks
     */
    public static Graph append(Graph graph) {
        if (graph.outputs().size() != 1) {
            throw new IllegalArgumentException("the model has the outputs " + String.join(", ", graph.outputs()));
        }
        String states = graph.outputs().getFirst();
        TensorType type = graph.type(states);
        if (type.element() != ElementType.FLOAT || type.shape().rank() != 3) {
            throw new IllegalArgumentException(
                    "its output '" + states + "' is " + type + " and not one vector for each token");
        }
        Shape mask = Shape.of(1, type.shape().get(1));
        if (!graph.inputs().contains(MASK) || !graph.shape(MASK).equals(mask)) {
            throw new IllegalArgumentException("it has no input '" + MASK + "' of shape " + mask);
        }
        return new MeanPooling(graph).append(states, type.shape());
    }

    private Graph append(String states, Shape shape) {
        int tokens = shape.get(1);
        int features = shape.get(2);
        String column = add("column", new Op.Reshape(List.of(1, tokens, 1)), MASK);
        String weights =
                add("weights", other("Cast", Map.of("to", new Attribute.Whole(1)), Shape.of(1, tokens, 1)), column);
        String kept = add("kept", other("Mul", Map.of(), shape), states, weights);
        String sum = sum(kept, Shape.of(1, features));
        Map<String, Attribute> length = Map.of("axis", new Attribute.Whole(1), "p", new Attribute.Whole(2));
        return pooled.output(add("embedding", other("LpNormalization", length, Shape.of(1, features)), sum))
                .build();
    }

    /** Over the tokens. */
    private String sum(String kept, Shape result) {
        Map<String, Attribute> attributes = new TreeMap<>(Map.of("keepdims", new Attribute.Whole(0)));
        List<String> inputs = new ArrayList<>(List.of(kept));
        if (graph.opsets().getOrDefault("", DEFAULT_OPSET) < FIRST_OPSET_WITH_AXES_AS_INPUT) {
            attributes.put("axes", new Attribute.Wholes(List.of(1L)));
        } else {
            String axes = fresh("axes");
            pooled.constant(axes, Tensor.longs(1));
            inputs.add(axes);
        }
        return add("sum", other("ReduceSum", attributes, result), inputs.toArray(String[]::new));
    }

    private Op other(String operator, Map<String, Attribute> attributes, Shape result) {
        return new Op.Other(
                "", operator, new TreeMap<>(attributes), List.of(new TensorType(ElementType.FLOAT, result)));
    }

    private String add(String wish, Op op, String... inputs) {
        String name = fresh(wish);
        pooled.node(name, op, inputs);
        return name;
    }

    /** A name that neither a tensor nor a node of the model has. */
    private String fresh(String wish) {
        String name = "pool_" + wish;
        while (pooled.has(name) || isNode(name)) {
            name += "_";
        }
        return name;
    }

    private boolean isNode(String name) {
        return graph.nodes().stream().anyMatch(node -> node.name().equals(name));
    }
}
