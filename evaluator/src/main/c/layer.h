/*
 * A prepared layer, and what the parts of a run hand to each other.
 *
 * A position is an output pixel, its window the input codes that it sums: a few runs of neighbouring bytes, the same
 * distances apart for every position. Weights lie in panels of up to 64 output channels. A tile is some positions times
 * one panel; its sums are 32 bits wide, exact, and lie in rows of 64.
 *
 * Depthwise layers multiply channel by channel: their panels are 64 neighbouring channels of input and output, their
 * positions as many neighbouring pixels as fill a panel, and their runs single kernel taps.
 */
#ifndef LAYER_H
#define LAYER_H

#include "vernier.h"

enum {
    LANES = 16,                   /* output channels in one vector of a panel */
    QUAD = 4,                     /* input codes that one 32-bit lane holds */
    VECTOR = LANES * QUAD,        /* bytes */
    PANEL_VECTORS = 4,            /* at most */
    PANEL = PANEL_VECTORS * LANES,
    TILE_ROWS = 32,               /* at most */
    SQUARE = 16,                  /* rows of one tile register, each of at most 64 bytes */
    SQUARE_BYTES = SQUARE * VECTOR,
    SLACK = 2 * VECTOR            /* bytes behind scratch areas that may be read */
};

struct layer {
    struct shape shape;
    int32_t isa;
    int32_t arithmetic;
    int32_t depthwise;
    int32_t columns;              /* of depthwise layers: whether each quad of taps is one column of the kernel */
    int32_t weight_bits;          /* as stored: 1, 2, 4 or 8 */
    int32_t planes;               /* of activation bits, with BIT_COUNTS */
    int32_t small_weights;        /* whether |w| <= 64, so that two products of bytes fit 16 bits */

    /* A stored code u means the weight step * u + start. */
    int32_t step, start;

    int32_t asymmetric;           /* whether any weight zero point is not 0 */

    /* Depthwise layers count as one group. */
    int32_t groups, group_inputs, group_outputs, depth;
    int32_t panel_channels;       /* lanes in use of all panels of a group */
    int32_t vectors, panels;      /* of a group */
    int32_t units;                /* of a panel: vectors of stored weights that follow each other */

    int32_t runs, run_bytes;      /* exact */
    int32_t quads;                /* of one run, rounded up to whole quads and squares */
    int32_t overread;             /* bytes behind a window that kernels may read */

    /* With tile registers: each run fills so many of them, side by side; without, 0. */
    int32_t squares;
    int32_t square_quads;         /* across one of them */
    int32_t gathered;             /* whether 16 neighbouring windows lie too irregularly to be loaded in one go */

    /* Blocks: so many rows of output, or all rows of so many images. */
    int32_t padded;               /* whether windows reach beyond the image */
    int32_t pixel_bytes, row_bytes;
    int32_t block_rows, block_images;
    int32_t row_positions;        /* of a row of output */
    int32_t positions;            /* of a block */
    int64_t image_bytes;          /* between the images of a block */
    int64_t block_bytes;          /* of a block laid out in scratch memory, one plane */

    /* Where arrays begin, in bytes from the layer's own beginning. */
    int64_t run_offsets;          /* int32[runs]: from the window's beginning */
    int64_t windows;              /* int32[positions]: from the block's beginning */
    int64_t targets;              /* int32[positions]: elements from the block's first output */
    int64_t weight_sums;          /* int32[groups][vectors * LANES]: sum over the window of weight - zero point */
    int64_t zero_points;          /* int32[groups][vectors * LANES] */
    int64_t weights;              /* [groups][panels][units][vectors of the panel][VECTOR] */
    int64_t ones;                 /* for asymmetric depthwise layers: a panel of weights that are all 1 */
    int64_t bytes;
};

static inline const void *part(const struct layer *layer, int64_t offset) {
    return (const char *)layer + offset;
}

/* Vectors of a panel: they are spread evenly. */
static inline int panel_vectors(const struct layer *layer, int panel) {
    return layer->vectors / layer->panels + (panel < layer->vectors % layer->panels);
}

/* Whether the taps of a kernel row are one run. */
static inline int joined_runs(const struct layer *layer) {
    return layer->groups == 1 && !layer->depthwise && layer->shape.dilation_width == 1;
}

/* Rows of input that so many neighbouring rows of output need. */
static inline int input_rows(const struct shape *s, int output_rows) {
    return (output_rows - 1) * s->stride_height + (s->kernel_height - 1) * s->dilation_height + 1;
}

#endif
