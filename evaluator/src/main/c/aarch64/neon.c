/* Armv8-A, which multiplies bytes into 16 bits and adds neighbours of those to 32. */
#include "neon.h"

enum { ROWS = 2 };

/*
 * Products of signed codes and weights, summed over one or two quads and negated unless weights are small. Two products
 * fit 16 bits if weights are up to 64: 2 * 128 * 64 = 16384. Of any others the negated sum does: a product lies in
 * -127 * 128 ... 128 * 128.
 */
INLINE int16x8_t low_products(const int small, const int quads, const int8x16_t *codes, const int8x16_t *weights) {
    int16x8_t sum = small ? vmull_s8(vget_low_s8(codes[0]), vget_low_s8(weights[0]))
                          : vmlsl_s8(vdupq_n_s16(0), vget_low_s8(codes[0]), vget_low_s8(weights[0]));
    if (quads == 2) {
        sum = small ? vmlal_s8(sum, vget_low_s8(codes[1]), vget_low_s8(weights[1]))
                    : vmlsl_s8(sum, vget_low_s8(codes[1]), vget_low_s8(weights[1]));
    }
    return sum;
}

INLINE int16x8_t high_products(const int small, const int quads, const int8x16_t *codes, const int8x16_t *weights) {
    int16x8_t sum = small ? vmull_high_s8(codes[0], weights[0])
                          : vmlsl_high_s8(vdupq_n_s16(0), codes[0], weights[0]);
    if (quads == 2) {
        sum = small ? vmlal_high_s8(sum, codes[1], weights[1]) : vmlsl_high_s8(sum, codes[1], weights[1]);
    }
    return sum;
}

/* Adds the products of one or two quads to the sums: two registers for each part, two lanes for each channel. */
INLINE void add_products(const int small, const int quads, const int rows, const uint8_t *const *x, int at,
        const uint8_t *panel, int stride, int32x4_t *sum) {
    int8x16_t codes[ROWS][2];
#pragma GCC unroll 2
    for (int r = 0; r < rows; r++) {
#pragma GCC unroll 2
        for (int q = 0; q < quads; q++) {
            codes[r][q] = centred(quad_of(x[r] + at + q * QUAD));
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        int8x16_t weights[2];
#pragma GCC unroll 2
        for (int q = 0; q < quads; q++) {
            weights[q] = vld1q_s8((const int8_t *)panel + q * stride + p * PART);
        }
#pragma GCC unroll 2
        for (int r = 0; r < rows; r++) {
            int32x4_t *to = sum + 2 * (r * PARTS + p);
            to[0] = vpadalq_s16(to[0], low_products(small, quads, codes[r], weights));
            to[1] = vpadalq_s16(to[1], high_products(small, quads, codes[r], weights));
        }
        KEEP_APART();
    }
}

/* One vector of a panel. */
INLINE void tile(const int small, const int rows, const struct layer *layer, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    const int stride = vectors * VECTOR;
    int32x4_t sum[2 * PARTS * ROWS];
#pragma GCC unroll 16
    for (int i = 0; i < 2 * PARTS * rows; i++) {
        sum[i] = vdupq_n_s32(0);
    }
    for (int run = 0; run < layer->runs; run++) {
        int at = runs[run];
        int end = at + layer->quads * QUAD;
        for (; at + 2 * QUAD <= end; at += 2 * QUAD, panel += 2 * stride) {
            add_products(small, 2, rows, x, at, panel, stride, sum);
        }
        if (at < end) {
            add_products(small, 1, rows, x, at, panel, stride, sum);
            panel += stride;
        }
    }
#pragma GCC unroll 8
    for (int i = 0; i < PARTS * rows; i++) {
        int32x4_t total = vpaddq_s32(sum[2 * i], sum[2 * i + 1]);
        vst1q_s32(sums + i / PARTS * PANEL + i % PARTS * PART_LANES, small ? total : vnegq_s32(total));
    }
}

INLINE void tile_rows(const int small, const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v++, panel += VECTOR, sums += LANES) {
        int r = 0;
        for (; r + ROWS <= rows; r += ROWS) {
            tile(small, ROWS, layer, vectors, x + r, panel, sums + r * PANEL);
        }
        if (r < rows) {
            tile(small, 1, layer, vectors, x + r, panel, sums + r * PANEL);
        }
    }
}

void neon_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x, const uint8_t *panel,
        int32_t *sums) {
    if (layer->small_weights) {
        tile_rows(1, layer, rows, vectors, x, panel, sums);
    } else {
        tile_rows(0, layer, rows, vectors, x, panel, sums);
    }
}

/* 16 channels of one pixel; a single product fits 16 bits. */
INLINE void depthwise(const struct layer *layer, const uint8_t *x, const uint8_t *panel, int32_t *sums) {
    const int32_t *taps = part(layer, layer->run_offsets);
    int32x4_t sum[2 * PARTS];
#pragma GCC unroll 8
    for (int i = 0; i < 2 * PARTS; i++) {
        sum[i] = vdupq_n_s32(0);
    }
    for (int unit = 0; unit < layer->units; unit++) {
        int8x16_t quads[PARTS];
        interleave(x, taps + unit * QUAD, quads);
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) {
            int8x16_t weights = vld1q_s8((const int8_t *)panel + (unit * PANEL_VECTORS + p) * VECTOR);
            sum[2 * p] = vpadalq_s16(sum[2 * p], low_products(1, 1, quads + p, &weights));
            sum[2 * p + 1] = vpadalq_s16(sum[2 * p + 1], high_products(1, 1, quads + p, &weights));
        }
    }
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        vst1q_s32(sums + p * PART_LANES, vpaddq_s32(sum[2 * p], sum[2 * p + 1]));
    }
}

void neon_depthwise(const struct layer *layer, int rows, int vectors, const uint8_t *const *x, const uint8_t *panel,
        int32_t *sums) {
    (void)vectors;
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < PANEL; c += LANES) {
            depthwise(layer, x[r] + c, panel + c, sums + r * PANEL + c);
        }
    }
}

int32_t neon_window_sum(const struct layer *layer, const uint8_t *window) {
    const int32_t *runs = part(layer, layer->run_offsets);
    uint32x4_t sums = vdupq_n_u32(0);
    uint32_t sum = 0;
    for (int run = 0; run < layer->runs; run++) {
        const uint8_t *x = window + runs[run];
        int i = 0;
        for (; i + PART <= layer->run_bytes; i += PART) {
            sums = vpadalq_u16(sums, vpaddlq_u8(vld1q_u8(x + i)));
        }
        for (; i < layer->run_bytes; i++) {
            sum += x[i];
        }
    }
    return (int32_t)(sum + vaddvq_u32(sums));
}

/* Stored weights to bytes by a table of 16 codes. */
INLINE void unpack(const int bits, const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes) {
    uint8_t code_book[PART];
    for (int u = 0; u < PART; u++) {
        code_book[u] = (uint8_t)(layer->step * (u & ((1 << bits) - 1)) + layer->start);
    }
    const uint8x16_t table = vld1q_u8(code_book);
    const uint8x16_t mask = vdupq_n_u8((1 << bits) - 1);
    const int fields = 8 / bits;
    const int64_t stride = (int64_t)vectors * VECTOR;
    for (int unit = 0; unit < layer->units; unit++, bytes += fields * stride) {
        for (int at = 0; at < stride; at += PART, panel += PART) {
            uint8x16_t stored = vld1q_u8(panel);
#pragma GCC unroll 8
            for (int field = 0; field < fields; field++) {
                uint8x16_t u = vandq_u8(vshlq_u8(stored, vdupq_n_s8((int8_t)(-field * bits))), mask);
                vst1q_u8(bytes + field * stride + at, vqtbl1q_u8(table, u));
            }
        }
    }
}

/* Where runs are filled up to whole quads, codes of other pixels must count for nothing. */
static void clear_filling(const struct layer *layer, int vectors, uint8_t *bytes) {
    const int used = layer->run_bytes % QUAD;
    if (used == 0) {
        return;
    }
    const uint8x16_t mask = vreinterpretq_u8_u32(vdupq_n_u32((1u << used * 8) - 1));
    const int64_t stride = (int64_t)vectors * VECTOR;
    for (int run = 1; run <= layer->runs; run++) {
        uint8_t *quad = bytes + ((int64_t)run * layer->quads - 1) * stride;
        for (int at = 0; at < stride; at += PART) {
            vst1q_u8(quad + at, vandq_u8(vld1q_u8(quad + at), mask));
        }
    }
}

void neon_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes) {
    switch (layer->weight_bits) {
        case 1:
            unpack(1, layer, vectors, panel, bytes);
            break;
        case 2:
            unpack(2, layer, vectors, panel, bytes);
            break;
        default:
            unpack(4, layer, vectors, panel, bytes);
            break;
    }
    clear_filling(layer, vectors, bytes);
}
