package dev.vernier.evaluator.bench;

import dev.vernier.evaluator.kernel.ConvShape;
import dev.vernier.evaluator.kernel.Convolution;
import dev.vernier.evaluator.kernel.Epilogue;
import dev.vernier.evaluator.kernel.Kernels;
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
 * A case on one level of our kernels, dealt out to a team of threads: images of a convolution, rows of a product. It
 * leaves what the peer leaves: sums of products, and codes of convolutions.
 */
final class KernelWork implements Runnable {
    private static final long ALIGNMENT = 64;

    private final Team team;
    private final List<Part> parts = new ArrayList<>();

    KernelWork(Kernels kernels, BenchCase each, Precision precision, Operands operands, Team team) {
        this.team = team;
        Map<ConvShape, Convolution> prepared = new HashMap<>();
        byte[] zeroPoints = new byte[each.n()];
        int from = 0;
        for (BenchCase part : each.split(team.threads())) {
            Convolution convolution = prepared.computeIfAbsent(
                    part.shape(), shape -> kernels.prepare(shape, precision, operands.weights(), zeroPoints));
            int length = part.shape().inputElements(part.images());
            MemorySegment input = Arena.ofAuto().allocate(length, ALIGNMENT);
            MemorySegment.copy(operands.input(), from, input, ValueLayout.JAVA_BYTE, 0, length);
            from += length;
            parts.add(new Part(
                    convolution, part, input, operands.inputZeroPoint(), epilogue(part, precision), kernels.scratch()));
        }
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

    /** What one thread does. */
    private static final class Part implements Runnable {
        private final Convolution convolution;
        private final BenchCase each;
        private final MemorySegment input;
        private final int inputZeroPoint;
        private final Epilogue epilogue;
        private final MemorySegment output;
        private final Scratch scratch;

        Part(
                Convolution convolution,
                BenchCase each,
                MemorySegment input,
                int inputZeroPoint,
                Epilogue epilogue,
                Scratch scratch) {
            this.convolution = convolution;
            this.each = each;
            this.input = input;
            this.inputZeroPoint = inputZeroPoint;
            this.epilogue = epilogue;
            this.scratch = scratch;
            output = room(epilogue);
        }

        private MemorySegment room(Epilogue leaving) {
            long bytes = (long) each.shape().outputElements(each.images()) * leaving.bytesPerOutput();
            return Arena.ofAuto().allocate(bytes, ALIGNMENT);
        }

        @Override
        public void run() {
            convolution.run(each.images(), input, inputZeroPoint, epilogue, output, scratch);
        }

        int[] sums() {
            Epilogue bare = new Epilogue.ToSums(each.n());
            MemorySegment sums = room(bare);
            convolution.run(each.images(), input, inputZeroPoint, bare, sums, scratch);
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
