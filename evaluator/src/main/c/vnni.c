/* AVX-512 with VNNI: a lane sums four products of bytes in one instruction. */
#include <immintrin.h>
#include <string.h>

#include "kernels.h"

/* Rows by vectors such that 24 sums stay in registers. */
TARGET_VNNI INLINE void tile(const int rows, const int vectors, const struct layer *layer, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    __m512i sum[TILE_ROWS];
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        sum[i] = _mm512_setzero_si512();
    }
    for (int run = 0; run < layer->runs; run++) {
        int end = runs[run] + layer->quads * QUAD;
        for (int at = runs[run]; at < end; at += QUAD, panel += vectors * VECTOR) {
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
                    sum[r * vectors + v] = _mm512_dpbusd_epi32(sum[r * vectors + v], quad, weights[v]);
                }
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

TARGET_VNNI void vnni_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
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

/* Interleaves the bytes of four taps, channel by channel within each 16 bytes. */
TARGET_VNNI INLINE void interleave(const __m512i tap[QUAD], __m512i quads[PANEL_VECTORS]) {
    __m512i low01 = _mm512_unpacklo_epi8(tap[0], tap[1]);
    __m512i high01 = _mm512_unpackhi_epi8(tap[0], tap[1]);
    __m512i low23 = _mm512_unpacklo_epi8(tap[2], tap[3]);
    __m512i high23 = _mm512_unpackhi_epi8(tap[2], tap[3]);
    quads[0] = _mm512_unpacklo_epi16(low01, low23);
    quads[1] = _mm512_unpackhi_epi16(low01, low23);
    quads[2] = _mm512_unpacklo_epi16(high01, high23);
    quads[3] = _mm512_unpackhi_epi16(high01, high23);
}

TARGET_VNNI void vnni_depthwise(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    const int32_t *taps = part(layer, layer->run_offsets);
    (void)vectors;
    for (int r = 0; r < rows; r++) {
        __m512i sum[PANEL_VECTORS];
        for (int v = 0; v < PANEL_VECTORS; v++) {
            sum[v] = _mm512_setzero_si512();
        }
        for (int unit = 0; unit < layer->units; unit++) {
            __m512i tap[QUAD];
            __m512i quads[PANEL_VECTORS];
            for (int t = 0; t < QUAD; t++) {
                tap[t] = _mm512_loadu_si512(x[r] + taps[unit * QUAD + t]);
            }
            interleave(tap, quads);
            for (int v = 0; v < PANEL_VECTORS; v++) {
                __m512i weights = _mm512_loadu_si512(panel + (unit * PANEL_VECTORS + v) * VECTOR);
                sum[v] = _mm512_dpbusd_epi32(sum[v], quads[v], weights);
            }
        }
        for (int v = 0; v < PANEL_VECTORS; v++) {
            int32_t *to = sums + r * PANEL + v * QUAD;
            _mm_storeu_si128((__m128i *)to, _mm512_castsi512_si128(sum[v]));
            _mm_storeu_si128((__m128i *)(to + LANES), _mm512_extracti32x4_epi32(sum[v], 1));
            _mm_storeu_si128((__m128i *)(to + 2 * LANES), _mm512_extracti32x4_epi32(sum[v], 2));
            _mm_storeu_si128((__m128i *)(to + 3 * LANES), _mm512_extracti32x4_epi32(sum[v], 3));
        }
    }
}

/* v < low ? low : v > high ? high : v, signs of zeros included. */
TARGET_VNNI INLINE __m512 clamp(__m512 v, __m512 low, __m512 high) {
    return _mm512_min_ps(high, _mm512_max_ps(low, v));
}

TARGET_VNNI INLINE void store_codes(const struct epilogue *e, __m512 real, __m512 low, __m512 high, __mmask16 mask,
        uint8_t *to) {
    __m512 steps = clamp(_mm512_div_ps(real, _mm512_set1_ps(e->scale)), low, high);
    __m512i codes = _mm512_add_epi32(_mm512_cvtps_epi32(steps), _mm512_set1_epi32(e->zero_point));
    __m128i bytes = _mm512_cvtepi32_epi8(codes);
    if (mask == 0xFFFF) {
        _mm_storeu_si128((__m128i *)to, bytes);
    } else {
        _mm_mask_storeu_epi8(to, mask, bytes);
    }
}

TARGET_VNNI void vnni_finish(const struct epilogue *e, int rows, int channels, const int32_t *sums, void *output,
        const int32_t *targets) {
    const __m512 low = _mm512_set1_ps(e->low);
    const __m512 high = _mm512_set1_ps(e->high);
    for (int c = 0; c < channels; c += LANES) {
        const __mmask16 mask = (__mmask16)(channels - c >= LANES ? 0xFFFF : (1 << (channels - c)) - 1);
        const __m512i base = _mm512_loadu_si512(e->base + c);
        const __m512 multiplier = _mm512_loadu_ps(e->multipliers + c);
        for (int r = 0; r < rows; r++) {
            int64_t to = (int64_t)targets[r] + c;
            __m512i sum = _mm512_add_epi32(_mm512_loadu_si512(sums + r * PANEL + c), base);
            __m512 real = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), multiplier);
            if (e->finish == TO_CODES) {
                store_codes(e, real, low, high, mask, (uint8_t *)output + to);
            } else if (e->finish == TO_FLOATS) {
                _mm512_mask_storeu_ps((float *)output + to, mask, clamp(real, low, high));
            } else {
                _mm512_mask_storeu_epi32((int32_t *)output + to, mask, sum);
            }
        }
    }
}
