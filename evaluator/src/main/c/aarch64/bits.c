/* Sums of products of narrow codes as counts of bits; see ../x86_64/bits.c. Instructions count within bytes. */
#include "neon.h"

enum {
    ROWS = 4,
    BYTE_STEPS = 255 / 8          /* so many counts of 8 bits fit a byte */
};

/* Adds counts, times a power of two, to the sums. */
INLINE void add_counts(const int rows, const uint8x16_t *counts, int weight, int32_t *sums) {
#pragma GCC unroll 16
    for (int i = 0; i < PARTS * rows; i++) {
        int32_t *to = sums + i / PARTS * PANEL + i % PARTS * PART_LANES;
        uint32x4_t wide = vpaddlq_u16(vpaddlq_u8(counts[i]));
        vst1q_s32(to, vaddq_s32(vld1q_s32(to), vshlq_s32(vreinterpretq_s32_u32(wide), vdupq_n_s32(weight))));
    }
}

/* Counts up to so many quads of one run. */
INLINE const uint8_t *count(const int rows, const uint8_t *const *x, int64_t at, int quads, const uint8_t *panel,
        int stride, uint8x16_t *counts) {
    for (; quads > 0; quads--, at += QUAD, panel += stride) {
        uint8x16_t codes[ROWS];
#pragma GCC unroll 4
        for (int r = 0; r < rows; r++) {
            codes[r] = quad_of(x[r] + at);
        }
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) {
            uint8x16_t weights = vld1q_u8(panel + p * PART);
#pragma GCC unroll 4
            for (int r = 0; r < rows; r++) {
                uint8x16_t *to = counts + r * PARTS + p;
                *to = vaddq_u8(*to, vcntq_u8(vandq_u8(codes[r], weights)));
            }
            KEEP_APART();
        }
    }
    return panel;
}

INLINE void clear(const int rows, uint8x16_t *counts) {
#pragma GCC unroll 16
    for (int i = 0; i < PARTS * rows; i++) {
        counts[i] = vdupq_n_u8(0);
    }
}

/* One plane of codes and one of weights, which together weigh a power of two. */
INLINE void count_planes(const int rows, const struct layer *layer, const uint8_t *const *x, int64_t plane,
        const uint8_t *panel, int stride, int weight, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    uint8x16_t counts[PARTS * ROWS];
    int room = BYTE_STEPS;
    clear(rows, counts);
    for (int run = 0; run < layer->runs; run++) {
        int64_t at = plane + runs[run];
        for (int left = layer->quads; left > 0;) {
            int quads = left < room ? left : room;
            panel = count(rows, x, at, quads, panel, stride, counts);
            at += quads * QUAD;
            left -= quads;
            room -= quads;
            if (room == 0) {
                add_counts(rows, counts, weight, sums);
                clear(rows, counts);
                room = BYTE_STEPS;
            }
        }
    }
    add_counts(rows, counts, weight, sums);
}

/* One vector of a panel. */
INLINE void tile(const int rows, const struct layer *layer, int vectors, const uint8_t *const *x, const uint8_t *panel,
        int32_t *sums) {
    const int64_t panel_plane = (int64_t)layer->runs * layer->quads * vectors * VECTOR;
    for (int r = 0; r < rows; r++) {
        memset(sums + r * PANEL, 0, LANES * sizeof *sums);
    }
    for (int i = 0; i < layer->planes; i++) {
        for (int j = 0; j < layer->weight_bits; j++) {
            count_planes(rows, layer, x, i * layer->block_bytes, panel + j * panel_plane, vectors * VECTOR, i + j, sums);
        }
    }
}

void neon_counts(const struct layer *layer, int rows, int vectors, const uint8_t *const *x, const uint8_t *panel,
        int32_t *sums) {
    for (int v = 0; v < vectors; v++, panel += VECTOR, sums += LANES) {
        if (rows == ROWS) {
            tile(ROWS, layer, vectors, x, panel, sums);
        } else {
            tile(1, layer, vectors, x, panel, sums);
        }
    }
}

/* A bit of each of 64 codes, the first lowest. */
INLINE uint64_t pick(const uint8_t *codes, uint8x16_t bit) {
    const uint8x16_t places = vreinterpretq_u8_u64(vdupq_n_u64(0x8040201008040201));
    uint8x16_t picked[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        picked[i] = vandq_u8(vtstq_u8(vld1q_u8(codes + i * PART), bit), places);
    }
    uint8x16_t pairs = vpaddq_u8(vpaddq_u8(picked[0], picked[1]), vpaddq_u8(picked[2], picked[3]));
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(pairs, pairs)), 0);
}

INLINE uint8_t *pick_segment(const uint8_t *codes, int64_t count, uint8x16_t bit, uint8_t *bits) {
    for (; count >= VECTOR; count -= VECTOR, codes += VECTOR, bits += sizeof(uint64_t)) {
        uint64_t picked = pick(codes, bit);
        memcpy(bits, &picked, sizeof picked);
    }
    if (count > 0) {
        uint8_t some[VECTOR] = {0};
        memcpy(some, codes, (size_t)count);
        for (uint64_t picked = pick(some, bit); count > 0; count -= 8, picked >>= 8) {
            *bits++ = (uint8_t)picked;
        }
    }
    return bits;
}

void neon_pick_bits(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits) {
    const uint8x16_t bit = vdupq_n_u8((uint8_t)(1 << plane));
    if (segment_codes % 8 == 0) {
        pick_segment(codes, segments * segment_codes, bit, bits);
        return;
    }
    for (int64_t segment = 0; segment < segments; segment++, codes += segment_codes) {
        bits = pick_segment(codes, segment_codes, bit, bits);
    }
}

int32_t neon_bit_sum(const struct layer *layer, const uint8_t *window) {
    const int32_t *runs = part(layer, layer->run_offsets);
    uint32_t sum = 0;
    for (int plane = 0; plane < layer->planes; plane++, window += layer->block_bytes) {
        uint32_t count = 0;
        for (int run = 0; run < layer->runs; run++) {
            const uint8_t *at = window + runs[run];
            for (int left = layer->run_bytes; left > 0; left -= 8, at += 8) {
                uint64_t bits = 0;
                memcpy(&bits, at, left < 8 ? (size_t)left : 8);
                count += vaddlv_u8(vcnt_u8(vcreate_u8(bits)));
            }
        }
        sum += count << plane;
    }
    return (int32_t)sum;
}
