package dev.vernier.search.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vernier.hardware.profile.HardwareProfile;
import dev.vernier.hardware.profile.HardwareProfiles;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProfilesCommandTest {
    @Test
    void descriptionsStandUnderOneAnother() {
        Invocation listed = Invocation.of("profiles");
        assertEquals(0, listed.exitCode());
        List<String> lines = listed.out().lines().toList();
        List<String> names = HardwareProfiles.names();
        assertEquals(names.size(), lines.size());
        int column = lines.getFirst().indexOf(load(names.getFirst()).description());
        for (int i = 0; i < names.size(); i++) {
            HardwareProfile profile = load(names.get(i));
            assertTrue(lines.get(i).startsWith(names.get(i) + " "), lines.get(i));
            assertEquals(column, lines.get(i).indexOf(profile.description()), listed::out);
        }
    }

    @Test
    void aNameIsShownInWords() {
        for (String name : HardwareProfiles.names()) {
            assertEquals(load(name).describe(), Invocation.of("profiles", name).out());
        }
    }

    private static HardwareProfile load(String name) {
        return HardwareProfiles.load(name, Path.of(""));
    }
}
