package dev.vernier.evaluator.kernel.vector;

import static dev.vernier.evaluator.kernel.vector.Lanes.BYTES;
import static dev.vernier.evaluator.kernel.vector.Lanes.FLOATS;
import static dev.vernier.evaluator.kernel.vector.Lanes.INTS;
import static dev.vernier.evaluator.kernel.vector.Lanes.LANES;

import dev.vernier.evaluator.kernel.Epilogue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** An epilogue at work: turns sums into the output of one call. */
sealed interface Finish {
    ByteOrder ORDER = ByteOrder.nativeOrder();

    static Finish of(Epilogue epilogue, MemorySegment output) {
        return switch (epilogue) {
            case Epilogue.ToCodes codes -> ToCodes.of(codes, output);
            case Epilogue.ToJoin join -> new ToJoin(ToCodes.of(join.codes(), output), join);
            case Epilogue.ToFloats floats -> new ToFloats(floats.low(), floats.high(), output);
            case Epilogue.ToSums _ -> new ToSums(output);
        };
    }

    /**
     * Finishes {@code count} outputs that lie side by side. Output {@code i} has the sum {@code sums[from + i]}, bias
     * included, and the multiplier {@code multipliers[from + i]}.
     *
     * @param at where the first output goes
     */
    void apply(int[] sums, float[] multipliers, int from, int count, int at);

    private static FloatVector real(int[] sums, float[] multipliers, int i) {
        FloatVector sum = (FloatVector) IntVector.fromArray(INTS, sums, i).convert(VectorOperators.I2F, 0);
        return sum.mul(FloatVector.fromArray(FLOATS, multipliers, i));
    }

    private static FloatVector clamp(FloatVector value, float low, float high) {
        FloatVector atLeast = value.blend(low, value.lt(low));
        return atLeast.blend(high, atLeast.compare(VectorOperators.GT, high));
    }

    /**
     * Requantizes. Division by a positive scale keeps the order of floats, so clamping before and after it is one clamp
     * after it with the divided limits.
     */
    record ToCodes(float low, float high, float scale, int zeroPoint, MemorySegment output) implements Finish {
        /**
         * Adding this to |v| ≤ 2²² rounds v to an integer, ties to even, and leaves that integer in the low bits of the
         * float, whose lowest byte is otherwise 0.
         */
        static final float ROUNDER = 0x1.8p23f;

        static ToCodes of(Epilogue.ToCodes epilogue, MemorySegment output) {
            float smallest = epilogue.minCode() - epilogue.zeroPoint();
            float largest = epilogue.maxCode() - epilogue.zeroPoint();
            return new ToCodes(
                    Epilogue.clamp(epilogue.low() / epilogue.scale(), smallest, largest),
                    Epilogue.clamp(epilogue.high() / epilogue.scale(), smallest, largest),
                    epilogue.scale(),
                    epilogue.zeroPoint(),
                    output);
        }

        @Override
        public void apply(int[] sums, float[] multipliers, int from, int count, int at) {
            int i = 0;
            for (; i <= count - BYTES.length(); i += LANES) {
                code(sums, multipliers, from + i).intoMemorySegment(output, at + i, ORDER);
            }
            if (i < count && count >= LANES && BYTES.length() == LANES) {
                code(sums, multipliers, from + count - LANES).intoMemorySegment(output, at + count - LANES, ORDER);
                return;
            }
            for (; i < count; i++) {
                float y = (float) sums[from + i] * multipliers[from + i];
                int code = (int) Math.rint(Epilogue.clamp(y / scale, low, high)) + zeroPoint;
                output.set(ValueLayout.JAVA_BYTE, at + i, (byte) code);
            }
        }

        private ByteVector code(int[] sums, float[] multipliers, int i) {
            FloatVector steps = real(sums, multipliers, i).div(scale);
            IntVector codes =
                    clamp(steps, low, high).add(ROUNDER).reinterpretAsInts().add(zeroPoint);
            return (ByteVector) codes.convertShape(VectorOperators.I2B, BYTES, 0);
        }
    }

    /** Requantizes, adds codes, requantizes. */
    record ToJoin(ToCodes own, Epilogue.ToJoin join) implements Finish {
        @Override
        public void apply(int[] sums, float[] multipliers, int from, int count, int at) {
            own.apply(sums, multipliers, from, count, at);
            MemorySegment output = own.output();
            Epilogue.Addition addition = join.addition();
            float smallest = addition.minCode() - addition.zeroPoint();
            float largest = addition.maxCode() - addition.zeroPoint();
            float low = Epilogue.clamp(addition.low() / addition.scale(), smallest, largest);
            float high = Epilogue.clamp(addition.high() / addition.scale(), smallest, largest);
            int i = 0;
            // Where a vector holds more bytes than lanes, storing it would spoil codes that are still to be read.
            for (; BYTES.length() == LANES && i <= count - LANES; i += LANES) {
                FloatVector sum = real(output, at + i, own.zeroPoint(), own.scale())
                        .add(real(join.other(), at + i, addition.otherZeroPoint(), addition.otherScale()));
                IntVector codes = clamp(sum.div(addition.scale()), low, high)
                        .add(ToCodes.ROUNDER)
                        .reinterpretAsInts()
                        .add(addition.zeroPoint());
                ByteVector bytes = (ByteVector) codes.convertShape(VectorOperators.I2B, BYTES, 0);
                bytes.intoMemorySegment(output, at + i, ORDER);
            }
            for (; i < count; i++) {
                int code = Byte.toUnsignedInt(output.get(ValueLayout.JAVA_BYTE, at + i));
                int other = Byte.toUnsignedInt(join.other().get(ValueLayout.JAVA_BYTE, at + i));
                float x = (code - own.zeroPoint()) * own.scale();
                output.set(ValueLayout.JAVA_BYTE, at + i, (byte) addition.code(x, other));
            }
        }

        private static FloatVector real(MemorySegment codes, int at, int zeroPoint, float scale) {
            IntVector values = (IntVector) ByteVector.fromMemorySegment(BYTES, codes, at, ORDER)
                    .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
            return ((FloatVector) values.sub(zeroPoint).convert(VectorOperators.I2F, 0)).mul(scale);
        }
    }

    record ToFloats(float low, float high, MemorySegment output) implements Finish {
        @Override
        public void apply(int[] sums, float[] multipliers, int from, int count, int at) {
            int i = 0;
            for (; i <= count - LANES; i += LANES) {
                clamp(real(sums, multipliers, from + i), low, high)
                        .intoMemorySegment(output, (long) (at + i) * Float.BYTES, ORDER);
            }
            for (; i < count; i++) {
                float y = (float) sums[from + i] * multipliers[from + i];
                output.setAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, at + i, Epilogue.clamp(y, low, high));
            }
        }
    }

    record ToSums(MemorySegment output) implements Finish {
        @Override
        public void apply(int[] sums, float[] multipliers, int from, int count, int at) {
            MemorySegment.copy(sums, from, output, ValueLayout.JAVA_INT_UNALIGNED, (long) at * Integer.BYTES, count);
        }
    }
}
