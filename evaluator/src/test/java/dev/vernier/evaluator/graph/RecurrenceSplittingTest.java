package dev.vernier.evaluator.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which recurrent operators are taken apart, and into what. */
class RecurrenceSplittingTest {
    private static final int STEPS = 6;
    private static final int WIDTH = 3;
    private static final int HIDDEN = 2;

    /** An LSTM whose parts a test may change. */
    static final class Draft {
        int opset = 14;
        final Map<String, Attribute> attributes = new TreeMap<>(Map.of("hidden_size", new Attribute.Whole(HIDDEN)));
        final Map<String, Tensor> constants = new TreeMap<>();
        final List<String> inputs = new ArrayList<>(List.of("x", "w", "r", "b", "", "", "", ""));
        String output = "y";

        Draft() {
            constants.put("w", zeros(1, 4 * HIDDEN, WIDTH));
            constants.put("r", zeros(1, 4 * HIDDEN, HIDDEN));
            constants.put("b", zeros(1, 8 * HIDDEN));
        }

        void constant(int input, Tensor value) {
            String name = "constant" + input;
            constants.put(name, value);
            inputs.set(input, name);
        }

        Graph graph() {
            Graph.Builder graph = Graph.builder("g")
                    .opsets(Map.of("", opset))
                    .input("x", Shape.of(STEPS, 1, WIDTH))
                    .input("other", Shape.of(1, 4 * HIDDEN, WIDTH));
            constants.forEach(graph::constant);
            TensorType sequence = new TensorType(ElementType.FLOAT, Shape.of(STEPS, 1, 1, HIDDEN));
            TensorType state = new TensorType(ElementType.FLOAT, Shape.of(1, 1, HIDDEN));
            Op op = new Op.Other("", "LSTM", new TreeMap<>(attributes), List.of(sequence, state, state));
            return graph.node(new Node("lstm", op, inputs, List.of("y", "y_h", "y_c")))
                    .output(output)
                    .build();
        }
    }

    private static Tensor zeros(int... extents) {
        return Tensor.floats(new float[Math.toIntExact(Shape.of(extents).elements())], extents);
    }

    private static Attribute texts(String... values) {
        return new Attribute.Texts(List.of(values));
    }

    private static Tensor lengths(int length) {
        return new Tensor.Ints(Shape.of(1), new int[] {length});
    }

    enum Known {
        PLAIN {
            @Override
            void change(Draft draft) {}
        },
        DEFAULT_ACTIVATIONS {
            @Override
            void change(Draft draft) {
                draft.attributes.put("activations", texts("sigmoid", "Tanh", "tanh"));
            }
        },
        FULL_LENGTH {
            @Override
            void change(Draft draft) {
                draft.constant(4, lengths(STEPS));
            }
        },
        LAST_STATE {
            @Override
            void change(Draft draft) {
                draft.output = "y_h";
            }
        };

        abstract void change(Draft draft);
    }

    enum Unknown {
        PEEPHOLES {
            @Override
            void change(Draft draft) {
                draft.constant(7, zeros(1, 3 * HIDDEN));
            }
        },
        OTHER_ACTIVATIONS {
            @Override
            void change(Draft draft) {
                draft.attributes.put("activations", texts("Sigmoid", "Relu", "Tanh"));
            }
        },
        CLIPPING {
            @Override
            void change(Draft draft) {
                draft.attributes.put("clip", new Attribute.Real(1));
            }
        },
        COUPLED_GATES {
            @Override
            void change(Draft draft) {
                draft.attributes.put("input_forget", new Attribute.Whole(1));
            }
        },
        BATCH_FIRST {
            @Override
            void change(Draft draft) {
                draft.attributes.put("layout", new Attribute.Whole(1));
            }
        },
        SHORTER_SEQUENCE {
            @Override
            void change(Draft draft) {
                draft.constant(4, lengths(STEPS - 1));
            }
        },
        CELL_STATE_READ {
            @Override
            void change(Draft draft) {
                draft.output = "y_c";
            }
        },
        OTHER_HIDDEN_SIZE {
            @Override
            void change(Draft draft) {
                draft.attributes.put("hidden_size", new Attribute.Whole(HIDDEN + 1));
            }
        },
        TWO_DIRECTIONS_WITH_PARAMETERS_OF_ONE {
            @Override
            void change(Draft draft) {
                draft.attributes.put("direction", new Attribute.Text("bidirectional"));
            }
        },
        OTHER_WIDTH {
            @Override
            void change(Draft draft) {
                draft.constants.put("w", zeros(1, 4 * HIDDEN, WIDTH + 1));
            }
        },
        SHORT_BIAS {
            @Override
            void change(Draft draft) {
                draft.constants.put("b", zeros(1, 4 * HIDDEN));
            }
        },
        OTHER_STATE {
            @Override
            void change(Draft draft) {
                draft.constant(5, zeros(1, 1, HIDDEN + 1));
            }
        },
        COMPUTED_WEIGHTS {
            @Override
            void change(Draft draft) {
                draft.inputs.set(1, "other");
            }
        },
        NO_NUMBER {
            @Override
            void change(Draft draft) {
                Tensor.Floats weights = (Tensor.Floats) zeros(1, 4 * HIDDEN, HIDDEN);
                weights.data()[3] = Float.NaN;
                draft.constants.put("r", weights);
            }
        },
        OLD_SCAN {
            @Override
            void change(Draft draft) {
                draft.opset = 8;
            }
        };

        abstract void change(Draft draft);
    }

    @ParameterizedTest
    @EnumSource(Known.class)
    void knownVariantsBecomeTwoLayers(Known variant) {
        Draft draft = new Draft();
        variant.change(draft);
        Graph split = RecurrenceSplitting.apply(draft.graph());
        assertEquals(
                List.of("lstm/input", "lstm/recurrent"),
                split.nodes().stream()
                        .filter(node -> node.op() instanceof Op.MatMul || node.op() instanceof Op.Recurrence)
                        .map(Node::name)
                        .toList());
        assertEquals(
                draft.graph().shape(draft.output), split.shape(draft.output), "what it leaves keeps name and shape");
    }

    @ParameterizedTest
    @EnumSource(Unknown.class)
    void otherVariantsStayAsTheyAre(Unknown variant) {
        Draft draft = new Draft();
        variant.change(draft);
        Graph graph = draft.graph();
        assertSame(graph, RecurrenceSplitting.apply(graph));
    }

    @Test
    void whatOnlyMovesElementsBehindItMovesCodes() {
        Draft draft = new Draft();
        Graph.Builder graph = draft.graph().like();
        draft.graph().constants().forEach(graph::constant);
        draft.graph().nodes().forEach(graph::node);
        TensorType squeezed = new TensorType(ElementType.FLOAT, Shape.of(STEPS, 1, HIDDEN));
        TensorType row = new TensorType(ElementType.FLOAT, Shape.of(1, HIDDEN));
        graph.constant("axes", Tensor.longs(1)).constant("last", new Tensor.Longs(Shape.of(), new long[] {-1}));
        graph.node("squeezed", new Op.Other("", "Squeeze", new TreeMap<>(), List.of(squeezed)), "y", "axes");
        graph.node("row", new Op.Other("", "Gather", new TreeMap<>(), List.of(row)), "squeezed", "last");
        Graph split = RecurrenceSplitting.apply(graph.output("row").build());
        assertEquals(
                Collections.emptyList(),
                split.nodes().stream()
                        .filter(node -> node.op() instanceof Op.Other)
                        .toList());
        assertEquals(
                new Op.Slice(List.of(5), List.of(6), List.of(0), List.of(1)),
                split.producer("row/row").orElseThrow().op());
        assertEquals(Shape.of(1, HIDDEN), split.shape("row"));
    }
}
