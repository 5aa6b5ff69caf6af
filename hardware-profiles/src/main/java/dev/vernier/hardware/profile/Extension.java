package dev.vernier.hardware.profile;

import dev.vernier.hardware.input.Alternatives;
import dev.vernier.hardware.input.InvalidInputException;
import dev.vernier.hardware.input.YamlDocument;
import dev.vernier.hardware.input.YamlDraft;
import dev.vernier.hardware.input.YamlValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lays profiles over those that they extend, by the rules told at {@link HardwareProfiles}. */
final class Extension {
    private static final String KEY = "extends";
    private static final String TABLE = "table";
    private static final int LONGEST_CHAIN = 8;

    private static final Alternatives WIDTHS =
            new Alternatives(List.of(Set.of("pairs"), Set.of("weights", "activations")));
    private static final Alternatives MODELS = new Alternatives(
            ProfileReader.MODELS.keySet().stream().map(Extension::modelKeys).toList());

    private Extension() {}

    /** The keys that go with a way to price: only tables tell how they were measured. */
    private static Set<String> modelKeys(String model) {
        return model.equals(TABLE) ? Set.of(TABLE, "measured") : Set.of(model);
    }

    /** The profile with everything that it inherits, checked against the schema. */
    static YamlDocument resolve(ProfileFile file) {
        return merge(file, List.of()).keepingTo(ProfileReader.SCHEMA);
    }

    /** Merges a file with what it extends; {@code heirs} are the files that extend it, the first one first. */
    private static YamlDraft merge(ProfileFile file, List<ProfileFile> heirs) {
        YamlValue root = file.draft().root();
        if (root.find(KEY).isEmpty()) {
            return file.draft();
        }
        YamlValue reference = root.get(KEY);
        ProfileFile base = base(file, reference);
        List<ProfileFile> chain = Stream.concat(heirs.stream(), Stream.of(file)).toList();
        requireEnd(chain, base, reference);
        requireOwnOrigin(root, reference);
        YamlDraft inherited = merge(base, chain);
        requireOwnName(root, inherited.root(), reference);
        return file.draft().over(inherited, List.of(WIDTHS, MODELS));
    }

    private static ProfileFile base(ProfileFile file, YamlValue reference) {
        if (!reference.json().isString()) {
            throw reference.invalid(
                    "'extends' must be the name of a profile, or the path of its file",
                    "write 'extends: gpu-nvidia-t4'");
        }
        String name = reference.text();
        try {
            return ProfileFile.find(
                    name, file.folder(), (problem, mend) -> reference.invalid("'" + name + "': " + problem, mend));
        } catch (InvalidInputException e) {
            boolean within = e.place().matches("(?s).*:\\d+:\\d+");
            throw within ? e : reference.invalid(e.place() + ": " + e.problem(), e.mend());
        }
    }

    private static void requireEnd(List<ProfileFile> chain, ProfileFile base, YamlValue reference) {
        List<String> identities = chain.stream().map(ProfileFile::identity).toList();
        int start = identities.indexOf(base.identity());
        if (start >= 0) {
            String circle = Stream.concat(chain.stream().skip(start), Stream.of(base))
                    .map(file -> file.draft().name())
                    .collect(Collectors.joining(" → "));
            throw reference.invalid(
                    "profiles extend each other in a circle: " + circle, "take 'extends' out of one of them");
        }
        if (chain.size() == LONGEST_CHAIN) {
            throw reference.invalid(
                    "more than " + LONGEST_CHAIN + " profiles extend one another", "merge some of them into one file");
        }
    }

    private static void requireOwnOrigin(YamlValue root, YamlValue reference) {
        if (root.has("origin")) {
            return;
        }
        root.entries().forEach((key, value) -> {
            if (ProfileReader.MODELS.containsKey(key) || key.equals(ProfileReader.ENERGY)) {
                throw value.invalidKey(
                        "figures are changed here, so the origin of '" + reference.text() + "' does not tell of them",
                        "add 'origin: uncalibrated', or where else they come from");
            }
        });
    }

    private static void requireOwnName(YamlValue root, YamlValue inherited, YamlValue reference) {
        if (root.find("name").isEmpty()) {
            throw reference.invalidKey(
                    "a profile that extends another needs a name of its own", "add 'name: my-device'");
        }
        YamlValue name = root.get("name");
        if (inherited.find("name").map(YamlValue::text).equals(Optional.of(name.text()))) {
            throw name.invalid(
                    "the profile '" + name.text() + "' that this one extends has the same name", "choose another name");
        }
    }
}
