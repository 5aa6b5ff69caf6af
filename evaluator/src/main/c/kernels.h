/* The kernels that a run chooses from, one file for each instruction set. */
#ifndef KERNELS_H
#define KERNELS_H

#include "layer.h"

#define TARGET_AVX2 __attribute__((target("avx2,fma,popcnt")))
#define TARGET_VNNI __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define TARGET_BITS \
    __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vpopcntdq")))
#define TARGET_AMX __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,amx-int8")))
#define INLINE static inline __attribute__((always_inline))

/*
 * Sums of a tile: rows of x, each the beginning of a window, times the vectors of a panel. Row r of the sums begins at
 * sums + r * PANEL.
 */
typedef void tile_kernel(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums);

tile_kernel avx2_tile, avx2_depthwise, vnni_tile, vnni_depthwise, bits_tile;

/* The epilogue of a tile: what is added to the sums of a panel's channels, and what becomes of them. */
struct epilogue {
    int32_t finish;
    float low, high, scale;
    int32_t zero_point;
    const int32_t *base;          /* readable for PANEL lanes, likewise the multipliers */
    const float *multipliers;
};

/* Row r of the result begins at element targets[r] of the output. */
typedef void finish_kernel(const struct epilogue *epilogue, int rows, int channels, const int32_t *sums, void *output,
        const int32_t *targets);

finish_kernel avx2_finish, vnni_finish;

/* Stored weights of a panel to bytes, unit after unit. */
void avx2_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes);

/* One bit of each code: segments of so many codes become whole bytes each. */
void bits_pack(const uint8_t *codes, int segments, int segment_codes, int plane, uint8_t *bits);

/* The sum of the codes of a window held in bit planes. */
int32_t bits_sum(const struct layer *layer, const uint8_t *window);

int has_bit_counts(void);

#endif
