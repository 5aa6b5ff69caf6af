/*
 * AVX-512 with VPOPCNTDQ: sums of products of narrow codes as counts of bits. With x and u in binary,
 * sum(x * u) = sum over i, j of 2^(i + j) * count(bits i of x AND bits j of u).
 */
#include <immintrin.h>
#include <string.h>

#include "x86.h"

/* Adds the counts of one plane of codes and one of weights. */
TARGET_BITS INLINE void add_counts(const int rows, const int vectors, const struct layer *layer,
        const uint8_t *const *x, int64_t plane, const uint8_t *panel, __m512i *sum) {
    const int32_t *runs = part(layer, layer->run_offsets);
    for (int run = 0; run < layer->runs; run++) {
        int64_t end = plane + runs[run] + layer->quads * QUAD;
        for (int64_t at = plane + runs[run]; at < end; at += QUAD, panel += vectors * VECTOR) {
            __m512i weights[PANEL_VECTORS];
#pragma GCC unroll 4
            for (int v = 0; v < vectors; v++) {
                weights[v] = _mm512_loadu_si512(panel + v * VECTOR);
            }
#pragma GCC unroll 24
            for (int r = 0; r < rows; r++) {
                int32_t codes;
                memcpy(&codes, x[r] + at, sizeof codes);
                __m512i quad = _mm512_set1_epi32(codes);
#pragma GCC unroll 4
                for (int v = 0; v < vectors; v++) {
                    __m512i count = _mm512_popcnt_epi32(_mm512_and_si512(quad, weights[v]));
                    sum[r * vectors + v] = _mm512_add_epi32(sum[r * vectors + v], count);
                }
            }
        }
    }
}

/* From the heaviest pairs of planes to the lightest, doubling the sums in between. */
TARGET_BITS INLINE void tile(const int rows, const int vectors, const struct layer *layer, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    __m512i sum[TILE_ROWS];
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        sum[i] = _mm512_setzero_si512();
    }
    int64_t panel_plane = (int64_t)layer->runs * layer->quads * vectors * VECTOR;
    for (int weight = layer->planes + layer->weight_bits - 2; weight >= 0; weight--) {
        for (int i = 0; i < layer->planes; i++) {
            int j = weight - i;
            if (j >= 0 && j < layer->weight_bits) {
                add_counts(rows, vectors, layer, x, i * layer->block_bytes, panel + j * panel_plane, sum);
            }
        }
        if (weight > 0) {
#pragma GCC unroll 24
            for (int i = 0; i < rows * vectors; i++) {
                sum[i] = _mm512_add_epi32(sum[i], sum[i]);
            }
        }
    }
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        _mm512_storeu_si512(sums + i / vectors * PANEL + i % vectors * LANES, sum[i]);
    }
}

#define TILE(rows, vectors) \
    case (rows) * 8 + (vectors): \
        tile(rows, vectors, layer, x, panel, sums); \
        return;

TARGET_BITS void bits_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    switch (rows * 8 + vectors) {
        TILE(1, 1) TILE(2, 1) TILE(4, 1) TILE(8, 1) TILE(12, 1) TILE(24, 1)
        TILE(1, 2) TILE(2, 2) TILE(4, 2) TILE(8, 2) TILE(12, 2)
        TILE(1, 3) TILE(2, 3) TILE(4, 3) TILE(8, 3)
        TILE(1, 4) TILE(2, 4) TILE(4, 4) TILE(6, 4)
        default:
            __builtin_unreachable();
    }
}

TARGET_BITS INLINE uint8_t *pack_segment(const uint8_t *codes, int64_t count, __m512i bit, uint8_t *bits) {
    for (; count >= VECTOR; count -= VECTOR, codes += VECTOR, bits += sizeof(uint64_t)) {
        uint64_t picked = _mm512_test_epi8_mask(_mm512_loadu_si512(codes), bit);
        memcpy(bits, &picked, sizeof picked);
    }
    if (count > 0) {
        __m512i some = _mm512_maskz_loadu_epi8(~0ULL >> (VECTOR - count), codes);
        for (uint64_t picked = _mm512_test_epi8_mask(some, bit); count > 0; count -= 8, picked >>= 8) {
            *bits++ = (uint8_t)picked;
        }
    }
    return bits;
}

TARGET_BITS void bits_pack(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits) {
    const __m512i bit = _mm512_set1_epi8((char)(1 << plane));
    if (segment_codes % 8 == 0) {
        pack_segment(codes, segments * segment_codes, bit, bits);
        return;
    }
    for (int64_t segment = 0; segment < segments; segment++, codes += segment_codes) {
        bits = pack_segment(codes, segment_codes, bit, bits);
    }
}

TARGET_BITS int32_t bits_window_sum(const struct layer *layer, const uint8_t *window) {
    const int32_t *runs = part(layer, layer->run_offsets);
    int64_t sum = 0;
    for (int plane = 0; plane < layer->planes; plane++, window += layer->block_bytes) {
        int64_t count = 0;
        for (int run = 0; run < layer->runs; run++) {
            const uint8_t *at = window + runs[run];
            int left = layer->run_bytes;
            uint64_t bits;
            for (; left >= 8; left -= 8, at += 8) {
                memcpy(&bits, at, sizeof bits);
                count += _mm_popcnt_u64(bits);
            }
            if (left > 0) {
                memcpy(&bits, at, sizeof bits);
                count += _mm_popcnt_u64(bits << (64 - 8 * left));
            }
        }
        sum += count << plane;
    }
    return (int32_t)sum;
}
