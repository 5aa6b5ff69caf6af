package dev.vernier.search.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Turns Ctrl-C, or a request to terminate, into a wish: the search ends after the evaluation in flight and writes what it
 * has, and only then does the process end. A second one ends it at once.
 *
 * <p>Java's shutdown hooks would not do, as they run side by side: ONNX Runtime's takes its environment away from under the
 * evaluation in flight, which crashes. Signals have no other interface than that of {@code sun.misc}, which the compiler
 * warns of in a way that cannot be turned off; hence reflection.
 */
final class StopSignal implements BooleanSupplier, AutoCloseable {
    private static final List<String> NAMES = List.of("INT", "TERM");
    private static final int FIRST_EXIT_CODE = 128;

    /** The first that came; 0 before. */
    private final AtomicInteger number = new AtomicInteger();

    private final Map<Object, Object> former = new LinkedHashMap<>();

    StopSignal() {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Class<?> signal = Class.forName("sun.misc.Signal");
            Consumer<Object> receiver = this::receive;
            MethodHandle received = MethodHandles.publicLookup()
                    .findVirtual(Consumer.class, "accept", MethodType.methodType(void.class, Object.class))
                    .bindTo(receiver);
            Object ours = MethodHandleProxies.asInterfaceInstance(handler, received);
            for (String name : NAMES) {
                Object each = signal.getConstructor(String.class).newInstance(name);
                former.put(each, handle(each, ours));
            }
        } catch (ReflectiveOperationException _) {
            // A Java without this interface, or told to leave signals alone: Ctrl-C ends the process, and --resume goes
            // on.
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    private void receive(Object signal) {
        try {
            int own = (int) signal.getClass().getMethod("getNumber").invoke(signal);
            if (!number.compareAndSet(0, own)) {
                Runtime.getRuntime().halt(FIRST_EXIT_CODE + own);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean getAsBoolean() {
        return number.get() != 0;
    }

    /** 0, or what shells make of a signal: 130 after Ctrl-C, 143 after a request to terminate. */
    int exitCode() {
        return getAsBoolean() ? FIRST_EXIT_CODE + number.get() : 0;
    }

    /** Gives the signals back to Java. */
    @Override
    public void close() {
        try {
            for (Map.Entry<Object, Object> each : former.entrySet()) {
                handle(each.getKey(), each.getValue());
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
