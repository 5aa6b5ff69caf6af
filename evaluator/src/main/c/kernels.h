/* The kernels that a run chooses from, one file for each instruction set. */
#ifndef KERNELS_H
#define KERNELS_H

#include "layer.h"

#define TARGET_AVX2 __attribute__((target("avx2,fma,popcnt")))
#define TARGET_VNNI __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define TARGET_BITS \
    __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vpopcntdq")))
#define INLINE static inline __attribute__((always_inline))

/*
 * Sums of a tile: rows of x, each the beginning of a window, times the vectors of a panel. Row r of the sums begins at
 * sums + r * PANEL.
 */
typedef void tile_kernel(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums);

/* Rows by vectors whose sums, and as far as can be the addresses of windows, stay in 512-bit and general registers. */
#define EACH_TILE(TILE) \
    TILE(1, 1) TILE(2, 1) TILE(4, 1) TILE(8, 1) \
    TILE(1, 2) TILE(2, 2) TILE(4, 2) TILE(8, 2) \
    TILE(1, 3) TILE(2, 3) TILE(4, 3) TILE(8, 3) \
    TILE(1, 4) TILE(2, 4) TILE(4, 4) TILE(6, 4)

tile_kernel avx2_tile, avx2_depthwise, vnni_tile, vnni_depthwise, bits_tile;

/* For few rows and narrow weights in one run: sums of products with stored codes, taken from their fields as they pass. */
tile_kernel vnni_stream;

/*
 * Rows are 16 or 32. Where windows are gathered, x[0] and x[16] are where those of each 16 rows lie: run by run and square
 * by square, 16 windows by 64 bytes.
 */
tile_kernel amx_tile;
void amx_gather(const struct layer *layer, const uint8_t *block, int positions, uint8_t *squares);
void amx_begin(const struct layer *layer);
void amx_end(void);

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

finish_kernel avx2_finish, vnni_finish;

/*
 * Both in one: sums of a tile become output. Only where weights have no zero points and no quotient leaves 32 bits and,
 * but for depthwise layers, of whole vectors of channels. Those that multiply make codes, and no use of window sums.
 */
typedef void output_kernel(const struct layer *layer, const struct epilogue *epilogue, int rows, int channels,
        const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums, void *output,
        const int32_t *targets);

output_kernel vnni_tile_to_codes, vnni_depthwise_to_codes, bits_tile_to_output;

/* Stored weights of a panel to bytes, unit after unit. */
void avx2_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes);

/* One bit of each code: segments of so many codes become whole bytes each. */
void bits_pack(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits);

/* The sum of the codes of a window, held as bytes or in bit planes. */
int32_t avx2_window_sum(const struct layer *layer, const uint8_t *window);
int32_t bits_window_sum(const struct layer *layer, const uint8_t *window);

int has_bit_counts(void);

#endif
