package dev.vernier.evaluator.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.evaluator.training.RecipeReader;
import dev.vernier.hardware.profile.HardwareProfiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever is done to a device's profile or a recipe, it is read or refused in one message. */
class HostileYamlTest {
    private static final int MUTATIONS = 60;

    @TempDir
    Path folder;

    enum Kind implements Attack.Target {
        PROFILE {
            @Override
            byte[] sound() throws IOException {
                return Files.readAllBytes(Path.of("../hardware-profiles/profiles/gpu-nvidia-t4.yaml"));
            }

            @Override
            public void read(Path file) {
                assertTrue(!HardwareProfiles.load(file).name().isEmpty());
            }
        },
        EXTENSION {
            @Override
            byte[] sound() {
                return """
                        extends: gpu-nvidia-t4
                        name: mine
                        description: &words
                          a card with "half" the memory bandwidth
                        origin: uncalibrated
                        caveats: [*words]
                        roofline:
                          memory_gb_per_s: 160
                        """.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public void read(Path file) {
                assertTrue(!HardwareProfiles.load(file).name().isEmpty());
            }
        },
        RECIPE {
            @Override
            byte[] sound() throws IOException {
                return Files.readAllBytes(Path.of("../configs/recipes/cifar-resnet20.yaml"));
            }

            @Override
            public void read(Path file) {
                assertTrue(!RecipeReader.read(file).toString().isEmpty());
            }
        };

        abstract byte[] sound() throws IOException;

        @Override
        public String file() {
            return "a.yaml";
        }

        @Override
        public byte[] damaged(Random random) throws IOException {
            return Mutator.damage(sound(), random);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        Path file = Files.write(folder.resolve(kind.file()), kind.sound());
        kind.read(file);
        Attack.withSeeds(kind, folder, 0, MUTATIONS);
    }

    @Tag("fuzz")
    @ParameterizedTest
    @EnumSource
    void manyMutatedFilesAreReadOrRefused(Kind kind) throws IOException {
        Attack.forMinutes(kind.toString(), List.of(kind), folder);
    }
}
