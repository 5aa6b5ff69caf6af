package dev.vernier.search.export;

import dev.vernier.search.trial.Candidate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan for other programs to read: {@code {"vernier": 1, "id": "p017", "model": "…", "scheme":
 * "per-channel-symmetric/asymmetric/any", "layers": [{"name": "conv1",
 * "weight_bits": 8, "activation_bits": 8}]}}.
 */
public final class PlanJson {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PlanJson() {}

    /**
     * The text of the file; the same candidate gives the same text.
     *
     * @param modelSha256 of the model's file
     */
    public static String write(String id, String modelSha256, Candidate candidate) {
        ObjectNode root = JSON.createObjectNode();
        root.put("vernier", 1).put("id", id).put("model", modelSha256);
        root.put("scheme", candidate.scheme().key());
        ArrayNode layers = root.putArray("layers");
        candidate.plan().byName().forEach((name, precision) -> layers.addObject()
                .put("name", name)
                .put("weight_bits", precision.weightBits())
                .put("activation_bits", precision.activationBits()));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    }
}
