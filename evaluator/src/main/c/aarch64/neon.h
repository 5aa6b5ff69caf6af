/* The kernels for aarch64. */
#ifndef NEON_H
#define NEON_H

#include <arm_neon.h>
#include <string.h>

#include "../kernels.h"

#define TARGET_DOTPROD __attribute__((target("arch=armv8.2-a+dotprod")))

/* Keeps the compiler from mixing what comes before and after, which would take more registers than there are. */
#define KEEP_APART() __asm__ volatile("")

enum {
    PART = 16,                    /* bytes of a register */
    PARTS = VECTOR / PART,        /* registers that a vector fills */
    PART_LANES = LANES / PARTS,
    CENTRE = 128                  /* codes less this are signed bytes */
};

tile_kernel neon_tile, neon_depthwise, neon_counts, dotprod_tile, dotprod_stream, dotprod_depthwise;
finish_kernel neon_finish;
void neon_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes);
int32_t neon_window_sum(const struct layer *layer, const uint8_t *window);
void neon_pick_bits(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits);
int32_t neon_bit_sum(const struct layer *layer, const uint8_t *window);

INLINE int8x16_t centred(uint8x16_t codes) {
    return vreinterpretq_s8_u8(veorq_u8(codes, vdupq_n_u8(CENTRE)));
}

/* One quad of codes in every lane. */
INLINE uint8x16_t quad_of(const uint8_t *x) {
    uint32_t codes;
    memcpy(&codes, x, sizeof codes);
    return vreinterpretq_u8_u32(vdupq_n_u32(codes));
}

/* Four taps of 16 channels, less the centre, to four quads for each register of lanes. */
INLINE void interleave(const uint8_t *x, const int32_t *taps, int8x16_t quads[PARTS]) {
    int8x16_t tap[QUAD];
#pragma GCC unroll 4
    for (int t = 0; t < QUAD; t++) {
        tap[t] = centred(vld1q_u8(x + taps[t]));
    }
    int16x8_t low01 = vreinterpretq_s16_s8(vzip1q_s8(tap[0], tap[1]));
    int16x8_t high01 = vreinterpretq_s16_s8(vzip2q_s8(tap[0], tap[1]));
    int16x8_t low23 = vreinterpretq_s16_s8(vzip1q_s8(tap[2], tap[3]));
    int16x8_t high23 = vreinterpretq_s16_s8(vzip2q_s8(tap[2], tap[3]));
    quads[0] = vreinterpretq_s8_s16(vzip1q_s16(low01, low23));
    quads[1] = vreinterpretq_s8_s16(vzip2q_s16(low01, low23));
    quads[2] = vreinterpretq_s8_s16(vzip1q_s16(high01, high23));
    quads[3] = vreinterpretq_s8_s16(vzip2q_s16(high01, high23));
}

#endif
