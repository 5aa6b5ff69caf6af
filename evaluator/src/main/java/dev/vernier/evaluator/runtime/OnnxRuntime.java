package dev.vernier.evaluator.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.vernier.evaluator.cache.UserCache;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's one environment in this process. */
public final class OnnxRuntime {
    /**
     * ONNX Runtime 1.29 matches the whole command line of the process with a recursive regular expression when it
     * starts; on a Java thread's usual stack, a class path of a few thousand characters overflows it and takes the
     * process down.
     */
    private static final long STACK_BYTES = 1L << 28;

    /** ONNX Runtime's own property: the folder that its libraries lie in. */
    private static final String LIBRARIES = "onnxruntime.native.path";

    private static @Nullable OrtEnvironment environment;

    private OnnxRuntime() {}

    public static synchronized OrtEnvironment environment() {
        OrtEnvironment started = environment == null ? start() : environment;
        environment = started;
        return started;
    }

    /**
     * Options for a session, which the caller closes. Whatever of ONNX Runtime's is touched first loads its libraries, so
     * that options, too, come after the start.
     */
    public static OrtSession.SessionOptions options() {
        environment();
        return new OrtSession.SessionOptions();
    }

    private static OrtEnvironment start() {
        if (System.getProperty(LIBRARIES) == null) {
            OnnxRuntimeFiles.unpacked(UserCache.folder())
                    .ifPresent(folder -> System.setProperty(LIBRARIES, folder.toString()));
        }
        CompletableFuture<OrtEnvironment> started = new CompletableFuture<>();
        Runnable work = () -> started.completeAsync(OrtEnvironment::getEnvironment, Runnable::run);
        new Thread(null, work, "onnxruntime-start", STACK_BYTES).start();
        return started.join();
    }
}
