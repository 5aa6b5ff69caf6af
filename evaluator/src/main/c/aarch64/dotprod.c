/* Armv8.2-A with dot products: a lane sums four products of signed bytes in one instruction. */
#include "neon.h"

enum { ROWS = 4 };

/* Adds the products of one of the four quads that a register of codes holds, and goes on to the next. */
#define ADD_QUAD(quad) \
    do { \
        _Pragma("GCC unroll 4") \
        for (int p = 0; p < PARTS; p++) { \
            int8x16_t weights = vld1q_s8((const int8_t *)panel + p * PART); \
            _Pragma("GCC unroll 4") \
            for (int r = 0; r < rows; r++) { \
                sum[r * PARTS + p] = vdotq_laneq_s32(sum[r * PARTS + p], weights, codes[r], quad); \
            } \
        } \
        panel += vectors * VECTOR; \
        KEEP_APART(); \
    } while (0)

/* One vector of a panel. */
TARGET_DOTPROD INLINE void tile(const int rows, const struct layer *layer, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    int32x4_t sum[PARTS * ROWS];
    int8x16_t codes[ROWS];
#pragma GCC unroll 16
    for (int i = 0; i < PARTS * rows; i++) {
        sum[i] = vdupq_n_s32(0);
    }
    for (int run = 0; run < layer->runs; run++) {
        int at = runs[run];
        int end = at + layer->quads * QUAD;
        for (; at + PART <= end; at += PART) {
#pragma GCC unroll 4
            for (int r = 0; r < rows; r++) {
                codes[r] = centred(vld1q_u8(x[r] + at));
            }
            ADD_QUAD(0);
            ADD_QUAD(1);
            ADD_QUAD(2);
            ADD_QUAD(3);
        }
        for (; at < end; at += QUAD) {
#pragma GCC unroll 4
            for (int r = 0; r < rows; r++) {
                codes[r] = centred(quad_of(x[r] + at));
            }
            ADD_QUAD(0);
        }
    }
#pragma GCC unroll 16
    for (int i = 0; i < PARTS * rows; i++) {
        vst1q_s32(sums + i / PARTS * PANEL + i % PARTS * PART_LANES, sum[i]);
    }
}

TARGET_DOTPROD void dotprod_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v++, panel += VECTOR, sums += LANES) {
        if (rows == ROWS) {
            tile(ROWS, layer, vectors, x, panel, sums);
        } else {
            tile(1, layer, vectors, x, panel, sums);
        }
    }
}

/* One row, one vector. Stored codes are unsigned as the input's are. */
TARGET_DOTPROD INLINE void stream(const int bits, const struct layer *layer, int vectors, const uint8_t *x,
        const uint8_t *panel, int32_t *sums) {
    const int fields = 8 / bits;
    const int32_t *runs = part(layer, layer->run_offsets);
    const uint8x16_t mask = vdupq_n_u8((1 << bits) - 1);
    uint32x4_t sum[2 * PARTS];
    x += runs[0];
#pragma GCC unroll 8
    for (int i = 0; i < 2 * PARTS; i++) {
        sum[i] = vdupq_n_u32(0);
    }
    for (int quad = 0; quad < layer->quads; quad += fields, panel += vectors * VECTOR) {
        int left = layer->quads - quad;
#pragma GCC unroll 8
        for (int field = 0; field < fields; field++) {
            if (field >= left) {
                break;
            }
            uint8x16_t codes = quad_of(x + (quad + field) * QUAD);
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) {
                uint8x16_t stored = vld1q_u8(panel + p * PART);
                uint8x16_t u = vandq_u8(vshlq_u8(stored, vdupq_n_s8((int8_t)(-field * bits))), mask);
                uint32x4_t *to = sum + field % 2 * PARTS + p;
                *to = vdotq_u32(*to, u, codes);
            }
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        vst1q_s32(sums + p * PART_LANES, vreinterpretq_s32_u32(vaddq_u32(sum[p], sum[PARTS + p])));
    }
}

TARGET_DOTPROD INLINE void stream_rows(const int bits, const struct layer *layer, int rows, int vectors,
        const uint8_t *const *x, const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v++) {
        for (int r = 0; r < rows; r++) {
            stream(bits, layer, vectors, x[r], panel + v * VECTOR, sums + r * PANEL + v * LANES);
        }
    }
}

TARGET_DOTPROD void dotprod_stream(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    switch (layer->weight_bits) {
        case 1:
            stream_rows(1, layer, rows, vectors, x, panel, sums);
            return;
        case 2:
            stream_rows(2, layer, rows, vectors, x, panel, sums);
            return;
        default:
            stream_rows(4, layer, rows, vectors, x, panel, sums);
            return;
    }
}

/* 16 channels of one pixel. */
TARGET_DOTPROD INLINE void depthwise(
        const struct layer *layer, const uint8_t *x, const uint8_t *panel, int32_t *sums) {
    const int32_t *taps = part(layer, layer->run_offsets);
    int32x4_t sum[PARTS];
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        sum[p] = vdupq_n_s32(0);
    }
    for (int unit = 0; unit < layer->units; unit++) {
        int8x16_t quads[PARTS];
        interleave(x, taps + unit * QUAD, quads);
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) {
            int8x16_t weights = vld1q_s8((const int8_t *)panel + (unit * PANEL_VECTORS + p) * VECTOR);
            sum[p] = vdotq_s32(sum[p], quads[p], weights);
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        vst1q_s32(sums + p * PART_LANES, sum[p]);
    }
}

TARGET_DOTPROD void dotprod_depthwise(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    (void)vectors;
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < PANEL; c += LANES) {
            depthwise(layer, x[r] + c, panel + c, sums + r * PANEL + c);
        }
    }
}
