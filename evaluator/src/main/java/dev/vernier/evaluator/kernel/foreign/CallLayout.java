package dev.vernier.evaluator.kernel.foreign;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vernier.evaluator.kernel.Epilogue;
import java.lang.foreign.MemorySegment;

/** {@code struct call}: the numbers of one run, followed by the biases and the multipliers of all channels. */
final class CallLayout {
    static final long IMAGES = 0;
    private static final long INPUT_ZERO_POINT = 8;
    static final long FINISH = 12;
    private static final long LOW = 16;
    private static final long HIGH = 20;
    private static final long SCALE = 24;
    private static final long ZERO_POINT = 28;
    private static final long MIN_CODE = 32;
    private static final long MAX_CODE = 36;
    static final long OTHER = 40;
    private static final long OTHER_SCALE = 48;
    private static final long OTHER_ZERO_POINT = 52;
    private static final long JOIN_LOW = 56;
    private static final long JOIN_HIGH = 60;
    private static final long JOIN_SCALE = 64;
    private static final long JOIN_ZERO_POINT = 68;
    private static final long JOIN_MIN_CODE = 72;
    private static final long JOIN_MAX_CODE = 76;
    private static final long BIAS = 80;

    static final int TO_CODES = 0;
    private static final int TO_FLOATS = 1;
    private static final int TO_SUMS = 2;
    static final int TO_JOIN = 3;

    private CallLayout() {}

    static long bytes(int channels) {
        return BIAS + (long) channels * (Integer.BYTES + Float.BYTES);
    }

    static void write(MemorySegment call, int images, int inputZeroPoint, Epilogue epilogue) {
        call.set(JAVA_LONG, IMAGES, images);
        call.set(JAVA_INT, INPUT_ZERO_POINT, inputZeroPoint);
        switch (epilogue) {
            case Epilogue.ToCodes codes -> {
                call.set(JAVA_INT, FINISH, TO_CODES);
                writeCodes(call, codes);
            }
            case Epilogue.ToJoin join -> {
                call.set(JAVA_INT, FINISH, TO_JOIN);
                writeCodes(call, join.codes());
                writeAddition(call, join.addition(), join.other());
            }
            case Epilogue.ToFloats floats -> {
                call.set(JAVA_INT, FINISH, TO_FLOATS);
                writeScaling(call, floats);
            }
            case Epilogue.ToSums _ -> call.set(JAVA_INT, FINISH, TO_SUMS);
        }
    }

    private static void writeCodes(MemorySegment call, Epilogue.ToCodes codes) {
        call.set(JAVA_FLOAT, SCALE, codes.scale());
        call.set(JAVA_INT, ZERO_POINT, codes.zeroPoint());
        call.set(JAVA_INT, MIN_CODE, codes.minCode());
        call.set(JAVA_INT, MAX_CODE, codes.maxCode());
        writeScaling(call, codes);
    }

    private static void writeAddition(MemorySegment call, Epilogue.Addition addition, MemorySegment other) {
        call.set(ADDRESS, OTHER, other);
        call.set(JAVA_FLOAT, OTHER_SCALE, addition.otherScale());
        call.set(JAVA_INT, OTHER_ZERO_POINT, addition.otherZeroPoint());
        call.set(JAVA_FLOAT, JOIN_LOW, addition.low());
        call.set(JAVA_FLOAT, JOIN_HIGH, addition.high());
        call.set(JAVA_FLOAT, JOIN_SCALE, addition.scale());
        call.set(JAVA_INT, JOIN_ZERO_POINT, addition.zeroPoint());
        call.set(JAVA_INT, JOIN_MIN_CODE, addition.minCode());
        call.set(JAVA_INT, JOIN_MAX_CODE, addition.maxCode());
    }

    private static void writeScaling(MemorySegment call, Epilogue.Scaled scaled) {
        int channels = scaled.channels();
        call.set(JAVA_FLOAT, LOW, scaled.low());
        call.set(JAVA_FLOAT, HIGH, scaled.high());
        MemorySegment.copy(scaled.bias(), 0, call, JAVA_INT, BIAS, channels);
        MemorySegment.copy(scaled.multiplier(), 0, call, JAVA_FLOAT, BIAS + (long) channels * Integer.BYTES, channels);
    }
}
