package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
import dev.vernier.evaluator.kernel.Product;
import dev.vernier.evaluator.kernel.ProductShape;
import dev.vernier.evaluator.kernel.Scratch;
import dev.vernier.hardware.workload.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A case on one level of our kernels, dealt out to a team of threads: images of a convolution, rows of a product,
 * products of activations. It leaves what the peer leaves: sums of products, and codes of convolutions.
 */
final class KernelWork implements Runnable {
    private static final long ALIGNMENT = 64;

    private final Team team;
    private final List<Part> parts = new ArrayList<>();

    KernelWork(Kernels kernels, BenchCase each, Precision precision, Operands operands, Team team) {
        this.team = team;
        Map<ConvShape, Convolution> prepared = new HashMap<>();
        int from = 0;
        int fromRight = 0;
        for (BenchCase part : each.split(team.threads())) {
            MemorySegment input = copy(operands.input(), from, part.shape().inputElements(part.images()));
            from += (int) input.byteSize();
            if (part.kind() == BenchCase.Kind.MATMUL) {
                MemorySegment right = rightOperands(operands, fromRight, part.rightElements(), precision);
                fromRight += part.rightElements();
                Call call = product(kernels, part, precision, input, operands.inputZeroPoint(), right);
                parts.add(new Part(call, part, epilogue(part, precision)));
            } else {
                Convolution convolution = prepared.computeIfAbsent(
                        part.shape(),
                        shape -> kernels.prepare(shape, precision, operands.weights(), new byte[each.n()]));
                Call call = layer(convolution, part, input, operands.inputZeroPoint(), kernels.scratch());
                parts.add(new Part(call, part, epilogue(part, precision)));
            }
        }
    }

    private static Call layer(
            Convolution convolution, BenchCase each, MemorySegment input, int zeroPoint, Scratch scratch) {
        return (epilogue, output) -> convolution.run(each.images(), input, zeroPoint, epilogue, output, scratch);
    }

    private static Call product(
            Kernels kernels,
            BenchCase each,
            Precision precision,
            MemorySegment left,
            int zeroPoint,
            MemorySegment right) {
        ProductShape shape = new ProductShape(each.shape().inputHeight(), each.k(), each.n(), false);
        Product product = kernels.product(shape, precision);
        Scratch scratch = kernels.scratch();
        return (epilogue, output) -> product.run(each.images(), left, zeroPoint, right, epilogue, output, scratch);
    }

    /** Unsigned codes, as kernels take them. */
    private static MemorySegment rightOperands(Operands operands, int from, int length, Precision precision) {
        byte[] codes = Arrays.copyOfRange(operands.weights(), from, from + length);
        for (int i = 0; i < length; i++) {
            codes[i] += (byte) Product.rightZeroPoint(precision);
        }
        return copy(codes, 0, length);
    }

    private static MemorySegment copy(byte[] codes, int from, int length) {
        MemorySegment segment = Arena.ofAuto().allocate(length, ALIGNMENT);
        MemorySegment.copy(codes, from, segment, ValueLayout.JAVA_BYTE, 0, length);
        return segment;
    }

    private static Epilogue epilogue(BenchCase each, Precision precision) {
        if (each.kind() != BenchCase.Kind.CONV) {
            return new Epilogue.ToSums(each.n());
        }
        float[] multipliers = new float[each.n()];
        Arrays.fill(multipliers, 1);
        float scale = (float) (Math.sqrt(each.k()) * (1 << (precision.weightBits() - 1)));
        int maxCode = (1 << precision.activationBits()) - 1;
        return new Epilogue.ToCodes(new int[each.n()], multipliers, 0f, Float.POSITIVE_INFINITY, scale, 0, 0, maxCode);
    }

    /** A convolution or a product with its operands. */
    private interface Call {
        void run(Epilogue epilogue, MemorySegment output);
    }

    /** What one thread does. */
    private static final class Part implements Runnable {
        private final Call call;
        private final BenchCase each;
        private final Epilogue epilogue;
        private final MemorySegment output;

        Part(Call call, BenchCase each, Epilogue epilogue) {
            this.call = call;
            this.each = each;
            this.epilogue = epilogue;
            output = room(epilogue);
        }

        private MemorySegment room(Epilogue leaving) {
            long bytes = (long) each.shape().outputElements(each.images()) * leaving.bytesPerOutput();
            return Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }

        @Override
        public void run() {
            call.run(epilogue, output);
        }

        int[] sums() {
            Epilogue bare = new Epilogue.ToSums(each.n());
            MemorySegment sums = room(bare);
            call.run(bare, sums);
            return sums.toArray(ValueLayout.JAVA_INT);
        }
    }

    @Override
    public void run() {
        team.run(parts);
    }

    /** The bare sums of the case, in the order of its outputs. */
    int[] sums() {
        return parts.stream().flatMapToInt(part -> Arrays.stream(part.sums())).toArray();
    }
}
