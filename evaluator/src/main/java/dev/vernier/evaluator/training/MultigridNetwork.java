package dev.vernier.evaluator.training;

import dev.vernier.evaluator.graph.Shape;

/**
 * Multigrid in channels (M. Eliasof, J. Ephrath, L. Ruthotto, E. Treister 2021, arXiv:2011.09128): a block is a grouped
 * convolution whose groups have eight channels whatever the width, and what the groups cannot tell one another goes through the
 * same block of half the channels, down to a dense convolution of eight. So a block's weights grow with its width, not with the
 * square of it. Here two blocks, of 32 and 64 channels; about 15,700 parameters.
 */
final class MultigridNetwork {
    private static final int SIDE = 16;
    private static final int CLASSES = 6;
    private static final int GROUP = 8;

    private MultigridNetwork() {}

    static Untrained create(NetworkDraft draft) {
        draft.graph().input("image", Shape.of(1, 1, SIDE, SIDE));
        String tensor = draft.relu("stem.relu", draft.convolution("stem", "image", 32, 3, 1, 2));
        tensor = draft.halved("halved", block(draft, "block1", tensor));
        tensor = draft.relu("widen.relu", draft.convolution("widen", tensor, 64, 1, 4, 2));
        return draft.classifier(block(draft, "block2", tensor), CLASSES);
    }

    /** Restricts the channels, corrects the input by what the coarser block finds, and convolves within the groups. */
    static String block(NetworkDraft draft, String name, String input) {
        int channels = draft.graph().shape(input).get(1);
        if (channels <= GROUP) {
            return draft.relu(name + ".relu", draft.convolution(name + ".dense", input, channels, 3, 1, 2));
        }
        int groups = channels / GROUP;
        String restricted = draft.convolution(name + ".restrict", input, channels / 2, 1, groups, 1);
        String coarse = block(draft, name + ".coarse", restricted);
        String prolonged = draft.convolution(name + ".prolong", coarse, channels, 1, groups, 1);
        String corrected = draft.sum(name + ".corrected", prolonged, input);
        return draft.relu(name + ".relu", draft.convolution(name + ".grouped", corrected, channels, 3, groups, 2));
    }
}
