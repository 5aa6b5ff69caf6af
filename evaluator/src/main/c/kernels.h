/* The kernels that a run chooses from: each kind of processor brings its own, in a folder of its name. */
#ifndef KERNELS_H
#define KERNELS_H

#include "layer.h"

#define INLINE static inline __attribute__((always_inline))

/*
 * Sums of a tile: rows of x, each the beginning of a window, times the vectors of a panel. Row r of the sums begins at
 * sums + r * PANEL.
 */
typedef void tile_kernel(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums);

/*
 * The epilogue of a tile. From sums of products with stored codes to sums of products with weights: the sum of row r and
 * channel c becomes step * sum + base[c] + (start - zero_points[c]) * window_sums[r].
 */
struct epilogue {
    int32_t finish;
    float low, high, scale;
    int32_t zero_point;
    int32_t step, start;
    const int32_t *base;          /* readable for PANEL lanes, likewise the multipliers and the zero points */
    const float *multipliers;
    const int32_t *zero_points;   /* or none */

    /* What is added to codes before they are requantized. */
    const uint8_t *other;         /* as many elements as the output, from the same element on */
    float other_scale;
    int32_t other_zero_point;
    float join_low, join_high, join_scale;
    int32_t join_zero_point;
};

/* Row r of the result begins at element targets[r] of the output. Without window sums, start and zero points count 0. */
typedef void finish_kernel(const struct epilogue *epilogue, int rows, int channels, const int32_t *sums,
        const int32_t *window_sums, void *output, const int32_t *targets);

/*
 * Both in one: sums of a tile become output. Only where weights have no zero points and no quotient leaves 32 bits and,
 * but for depthwise layers, of whole vectors of channels. Those that multiply make codes, and no use of window sums.
 */
typedef void output_kernel(const struct layer *layer, const struct epilogue *epilogue, int rows, int channels,
        const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums, void *output,
        const int32_t *targets);

/*
 * Tile registers, where a processor has them. Rows are 16 or 32. Where windows are gathered, x[0] and x[16] are where those
 * of each 16 rows lie: run by run and square by square, 16 windows by 64 bytes.
 */
struct square_kernels {
    void (*begin)(const struct layer *layer);
    void (*gather)(const struct layer *layer, const uint8_t *block, int positions, uint8_t *squares);
    tile_kernel *tile;
    void (*end)(void);
};

/* What a run chooses from on one instruction set. */
struct kernels {
    tile_kernel *products, *depthwise;
    tile_kernel *counts;          /* of bits, or none */
    output_kernel *products_to_codes, *depthwise_to_codes, *counts_to_output;   /* or none */

    /* For few rows and narrow weights in one run: products with stored codes, taken from their fields as they pass. */
    tile_kernel *stream;          /* or none */

    const struct square_kernels *squares;   /* or none */
    finish_kernel *finish;

    /* Stored weights of a panel to bytes, unit after unit. */
    void (*unpack)(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes);

    /* One bit of each code: segments of so many codes become whole bytes each. */
    void (*pick_bits)(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits);

    /* The sum of the codes of a window, held as bytes or in bit planes. */
    int32_t (*window_sum)(const struct layer *layer, const uint8_t *window);
    int32_t (*bit_sum)(const struct layer *layer, const uint8_t *window);

    int32_t rows;                 /* of a full tile if they do not depend on its vectors; all others have one row */
    int32_t lone_vectors;         /* whether tiles take one vector of a panel after the other */
    int32_t counted_pairs;        /* of a plane of codes and one of weights: up to so many, bits are counted */
    int32_t shift;                /* products and depthwise take codes less this */
};

/* Whether the instruction sets that may count bits can do so on this processor. */
int has_bit_counts(void);

/* Those of an instruction set that this processor has. */
const struct kernels *kernels_of(int32_t isa);

#endif
