/*
 * AVX-512 with VPOPCNTDQ: sums of products of narrow codes as counts of bits. With x and u in binary,
 * sum(x * u) = sum over i, j of 2^(i + j) * count(bits i of x AND bits j of u).
 */
#include <immintrin.h>
#include <string.h>

#include "requantize.h"
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
TARGET_BITS INLINE void count(const int rows, const int vectors, const struct layer *layer, const uint8_t *const *x,
        const uint8_t *panel, __m512i *sum) {
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
}

TARGET_BITS INLINE void tile(const int rows, const int vectors, const struct layer *layer, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    __m512i sum[TILE_ROWS];
    count(rows, vectors, layer, x, panel, sum);
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        _mm512_storeu_si512(sums + i / vectors * PANEL + i % vectors * LANES, sum[i]);
    }
}

TARGET_BITS INLINE void tile_to_output(const int rows, const int vectors, const struct layer *layer,
        const struct epilogue *e, const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums,
        void *output, const int32_t *targets) {
    const __m512i doubling = _mm512_set1_epi32(e->step - 1);
    __m512i sum[TILE_ROWS];
    count(rows, vectors, layer, x, panel, sum);
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        __m512i shift = _mm512_set1_epi32(e->start * window_sums[i / vectors]);
        sum[i] = _mm512_add_epi32(_mm512_sllv_epi32(sum[i], doubling), shift);
    }
    switch (e->finish) {
        case TO_CODES:
            finish_codes(TO_CODES, rows, vectors, e, sum, output, targets);
            return;
        case TO_JOIN:
            finish_codes(TO_JOIN, rows, vectors, e, sum, output, targets);
            return;
        default:
            finish_sums(rows, vectors, e, sum, output, targets);
            return;
    }
}

#define TILE(rows, vectors) \
    case (rows) * 8 + (vectors): \
        tile(rows, vectors, layer, x, panel, sums); \
        return;

TARGET_BITS void bits_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    switch (rows * 8 + vectors) {
        EACH_TILE(TILE)
        default:
            __builtin_unreachable();
    }
}

#define TILE_TO_OUTPUT(rows, vectors) \
    case (rows) * 8 + (vectors): \
        tile_to_output(rows, vectors, layer, epilogue, x, panel, window_sums, output, targets); \
        return;

TARGET_BITS void bits_tile_to_output(const struct layer *layer, const struct epilogue *epilogue, int rows,
        int channels, const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums, void *output,
        const int32_t *targets) {
    switch (rows * 8 + channels / LANES) {
        EACH_TILE(TILE_TO_OUTPUT)
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
        __m512i count = _mm512_setzero_si512();
        for (int run = 0; run < layer->runs; run++) {
            const uint8_t *at = window + runs[run];
            for (int left = layer->run_bytes; left > 0; left -= VECTOR, at += VECTOR) {
                __mmask64 mask = ~0ULL >> (left < VECTOR ? VECTOR - left : 0);
                __m512i bits = _mm512_maskz_loadu_epi8(mask, at);
                count = _mm512_add_epi64(count, _mm512_popcnt_epi64(bits));
            }
        }
        sum += _mm512_reduce_add_epi64(count) << plane;
    }
    return (int32_t)sum;
}
