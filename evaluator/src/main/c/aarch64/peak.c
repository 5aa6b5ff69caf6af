/* Loops that only compute; see ../peak.c. */
#include "neon.h"

enum { SUMS = 16 };

/* Keeps the compiler from seeing through a loop. */
#define OPAQUE(vector) __asm__ volatile("" : "+w"(vector))

TARGET_DOTPROD static int64_t dot_products(int64_t steps) {
    int32x4_t sum[SUMS];
    int8x16_t a = vdupq_n_s8(1);
    int8x16_t b = vdupq_n_s8(2);
#pragma GCC unroll 16
    for (int i = 0; i < SUMS; i++) {
        sum[i] = vdupq_n_s32(0);
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 16
        for (int i = 0; i < SUMS; i++) {
            sum[i] = vdotq_laneq_s32(sum[i], a, b, 0);
            OPAQUE(sum[i]);
        }
    }
    return steps * SUMS * PART;
}

/* Two quads at a time, each half of a register to a sum of its own. */
static int64_t products(int64_t steps) {
    int32x4_t sum[SUMS];
    int8x16_t a = vdupq_n_s8(1);
    int8x16_t b = vdupq_n_s8(2);
#pragma GCC unroll 16
    for (int i = 0; i < SUMS; i++) {
        sum[i] = vdupq_n_s32(0);
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 16
        for (int i = 0; i < SUMS; i++) {
            OPAQUE(a);
            int16x8_t pairs = vmlal_s8(vmull_s8(vget_low_s8(a), vget_low_s8(b)), vget_low_s8(b), vget_low_s8(a));
            sum[i] = vpadalq_s16(sum[i], pairs);
            OPAQUE(sum[i]);
        }
    }
    return steps * SUMS * PART;
}

int64_t vernier_peak_dot_products(int32_t isa, int64_t steps) {
    return isa == ISA_DOTPROD ? dot_products(steps) : products(steps);
}

int64_t vernier_peak_bit_counts(int32_t isa, int64_t steps) {
    (void)isa;
    uint8x16_t sum[SUMS];
    uint8x16_t a = vdupq_n_u8(5);
    uint8x16_t b = vdupq_n_u8(3);
#pragma GCC unroll 16
    for (int i = 0; i < SUMS; i++) {
        sum[i] = vdupq_n_u8(0);
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 16
        for (int i = 0; i < SUMS; i++) {
            OPAQUE(a);
            sum[i] = vaddq_u8(sum[i], vcntq_u8(vandq_u8(a, b)));
            OPAQUE(sum[i]);
        }
    }
    return steps * SUMS * PART * 8;
}
