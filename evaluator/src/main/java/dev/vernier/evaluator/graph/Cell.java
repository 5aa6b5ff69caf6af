package dev.vernier.evaluator.graph;

/**
 * What one step of a recurrent layer makes of the sums {@code x} of its inputs and of the state {@code h} before, with the
 * recurrent matrices {@code R} and biases {@code b} of its gates; σ is the logistic function. As the <a
 * href="https://onnx.ai/onnx/operators/">ONNX operator specification</a> has LSTM and GRU with their default activations.
 */
public enum Cell {
    /**
     * S. Hochreiter, J. Schmidhuber: Long Short-Term Memory, Neural Computation 9 (8), 1997,
     * doi:10.1162/neco.1997.9.8.1735. The gates i, o, f are {@code σ(x + R·h + b)}, the candidate g is {@code tanh(x + R·h +
     * b)}; the cell state c becomes {@code f∘c + i∘g}, and the hidden state {@code o∘tanh(c)}. The order is i, o, f, g.
     */
    LSTM(4),
    /**
     * K. Cho and others, EMNLP 2014, doi:10.3115/v1/D14-1179. The gates z, r are {@code σ(x + R·h + b)}, the candidate n is
     * {@code tanh(x + R·(r∘h) + b)}; the state becomes {@code n + z∘(h − n)}. The order is z, r, n.
     */
    GRU(3),
    /** The same with the candidate {@code tanh(x + r∘(R·h + b))}, as PyTorch has it. */
    GRU_RESET_AFTER(3);

    private final int gates;

    Cell(int gates) {
        this.gates = gates;
    }

    /** How many vectors of the state's length are summed in each step, the candidate among them. */
    public int gates() {
        return gates;
    }

    /** Whether there is a cell state beside the hidden one. */
    public boolean hasCellState() {
        return this == LSTM;
    }

    /** How many inputs an {@link Op.Recurrence} of this cell has. */
    int inputs() {
        return hasCellState() ? 5 : 4;
    }
}
