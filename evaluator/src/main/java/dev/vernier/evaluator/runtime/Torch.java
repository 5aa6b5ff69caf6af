package dev.vernier.evaluator.runtime;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.vernier.evaluator.cache.UserCache;

/** The PyTorch engine of DJL, on the CPU, without access to any network. */
final class Torch {
    /** DJL lets only one thread at a time collect gradients; who collects holds this lock. */
    static final Object GRADIENTS = new Object();

    static {
        setUnlessGiven("ai.djl.offline", "true");
        setUnlessGiven("DJL_CACHE_DIR", UserCache.folder().resolve("djl").toString());
    }

    private Torch() {}

    /** A manager that frees what was made with it when closed. */
    static NDManager newManager() {
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    private static void setUnlessGiven(String key, String value) {
        if (System.getProperty(key) == null && System.getenv(key) == null) {
            System.setProperty(key, value);
        }
    }
}
