package dev.vernier.evaluator.runtime;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.plan.Layer;
import dev.vernier.evaluator.plan.Stage;
import dev.vernier.evaluator.quantize.ActivationQuantizer;
import dev.vernier.evaluator.quantize.QuantizedWeights;
import dev.vernier.hardware.workload.Precision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Turns layers with weights into programs. What several plans share, above all laid-out weights, is made once. */
final class LayerCompiler {
    static final int MAX_KERNEL_CODE = 255;

    private final TensorOrders orders;
    private final Kernels kernels;
    private final Map<Stage.OfLayer, List<Piece>> pieces = new HashMap<>();
    private final Map<LayerKey, List<Prepared>> prepared = new HashMap<>();

    /** Layers with equal keys run the same convolutions. */
    private record LayerKey(QuantizedWeights weights, int activationBits) {}

    /** A piece of a layer with the kernels for it, in one slice where its sums fit 32 bits. */
    private record Prepared(Piece piece, List<SplitLayer.Slice> slices) {
        boolean isOneConvolution() {
            return piece.isInPlace() && slices.size() == 1;
        }
    }

    LayerCompiler(TensorOrders orders, Kernels kernels) {
        this.orders = orders;
        this.kernels = kernels;
    }

    /** What the weights of all layers compiled so far take. */
    long weightBytes() {
        return prepared.values().stream()
                .flatMap(List::stream)
                .flatMap(each -> each.slices().stream())
                .mapToLong(slice -> slice.convolution().weightBytes())
                .sum();
    }

    StageProgram layer(Stage.OfLayer stage, QuantizedNetwork network) {
        QuantizedLayer numbers = network.layer(stage.layer());
        ActivationQuantizer from = network.quantizers().get(stage.layer().inputQuantizer());
        Optional<ActivationQuantizer> to = network.quantizer(stage.output());
        Epilogue.ToFloats toFloats = new Epilogue.ToFloats(
                numbers.bias(),
                numbers.multiplier(),
                stage.limits().low(),
                stage.limits().high());
        List<Prepared> all = prepared(stage, numbers.weights(), from);
        List<PiecewiseLayer.Computed> computed = new ArrayList<>();
        for (Prepared each : all) {
            computed.add(new PiecewiseLayer.Computed(each.piece(), program(each.slices(), from, toFloats, to)));
        }
        return all.size() == 1 && all.getFirst().piece().isInPlace()
                ? computed.getFirst().program()
                : new PiecewiseLayer(computed, from.zeroPoint());
    }

    /** What runs one piece of a layer. */
    static StageProgram program(
            List<SplitLayer.Slice> slices,
            ActivationQuantizer from,
            Epilogue.ToFloats toFloats,
            Optional<ActivationQuantizer> to) {
        boolean wide = from.maxCode() > MAX_KERNEL_CODE
                || to.filter(codes -> codes.maxCode() > MAX_KERNEL_CODE).isPresent();
        if (wide || slices.size() > 1) {
            return new SplitLayer(slices, from.zeroPoint(), toFloats, to);
        }
        Convolution convolution = slices.getFirst().convolution();
        Epilogue epilogue = to.<Epilogue>map(codes -> toCodes(toFloats, codes)).orElse(toFloats);
        return (images, inputs, output, memory) -> convolution.run(
                images, inputs.getFirst().data(), from.zeroPoint(), epilogue, output.data(), memory.scratch());
    }

    /** A layer and the addition of another tensor to what it makes in one go; empty where kernels cannot do that. */
    Optional<StageProgram> joined(Stage.OfLayer stage, String otherTensor, Stage.Add add, QuantizedNetwork network) {
        ActivationQuantizer own = coded(stage.output(), network);
        ActivationQuantizer other = coded(otherTensor, network);
        ActivationQuantizer to = coded(add.output(), network);
        QuantizedLayer numbers = network.layer(stage.layer());
        ActivationQuantizer from = network.quantizers().get(stage.layer().inputQuantizer());
        List<Prepared> all = prepared(stage, numbers.weights(), from);
        boolean wide = Stream.of(from, own, other, to).anyMatch(codes -> codes.maxCode() > MAX_KERNEL_CODE);
        if (wide || all.size() > 1 || !all.getFirst().isOneConvolution()) {
            return Optional.empty();
        }
        Convolution convolution = all.getFirst().slices().getFirst().convolution();
        Epilogue.ToFloats toFloats = new Epilogue.ToFloats(
                numbers.bias(),
                numbers.multiplier(),
                stage.limits().low(),
                stage.limits().high());
        Epilogue.ToCodes codes = toCodes(toFloats, own);
        Epilogue.Addition addition = new Epilogue.Addition(
                other.scale(),
                other.zeroPoint(),
                add.limits().low(),
                add.limits().high(),
                to.scale(),
                to.zeroPoint(),
                to.minCode(),
                to.maxCode());
        return Optional.of((images, inputs, output, memory) -> convolution.run(
                images,
                inputs.getFirst().data(),
                from.zeroPoint(),
                new Epilogue.ToJoin(codes, addition, inputs.getLast().data()),
                output.data(),
                memory.scratch()));
    }

    private List<Prepared> prepared(Stage.OfLayer stage, QuantizedWeights weights, ActivationQuantizer input) {
        int activationBits = Math.min(Byte.SIZE, input.bits());
        List<Piece> parts = pieces.computeIfAbsent(stage, key -> Piece.of(key, orders));
        return prepared.computeIfAbsent(new LayerKey(weights, activationBits), _ -> parts.stream()
                .map(piece -> new Prepared(piece, slices(stage.layer(), piece, weights, activationBits)))
                .toList());
    }

    private List<SplitLayer.Slice> slices(Layer layer, Piece piece, QuantizedWeights all, int activationBits) {
        QuantizedWeights weights = piece.weights().map(all::chosen).orElse(all);
        if (layer.workload().groups() > 1) {
            Precision precision = new Precision(weights.bits(), activationBits);
            ConvShape shape = piece.shapes().apply(piece.inputChannels());
            return List.of(
                    new SplitLayer.Slice(kernels.prepare(shape, precision, weights.codes(), weights.zeroPoints()), 0));
        }
        return SplitLayer.slices(kernels, piece.shapes(), piece.inputChannels(), weights, activationBits);
    }

    private static Epilogue.ToCodes toCodes(Epilogue.ToFloats real, ActivationQuantizer to) {
        return new Epilogue.ToCodes(
                real.bias(),
                real.multiplier(),
                real.low(),
                real.high(),
                to.scale(),
                to.zeroPoint(),
                to.minCode(),
                to.maxCode());
    }

    private static ActivationQuantizer coded(String tensor, QuantizedNetwork network) {
        return network.quantizer(tensor).orElseThrow();
    }
}
