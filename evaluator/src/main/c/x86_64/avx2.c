/* AVX2, which cannot sum products of bytes in one instruction. */
#include <immintrin.h>
#include <string.h>

#include "x86.h"

enum { HALF = VECTOR / 2, ROWS = 4 };

/*
 * Adds four products of unsigned codes and signed weights to each lane. Two products of weights up to 64 fit the 16
 * bits that vpmaddubsw saturates to: 2 * 255 * 64 = 32640. Others are widened first.
 */
TARGET_AVX2 INLINE __m256i add_products(const int small, __m256i sum, __m256i codes, __m256i weights) {
    if (small) {
        __m256i pairs = _mm256_maddubs_epi16(codes, weights);
        return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
    }
    __m256i even = _mm256_madd_epi16(_mm256_and_si256(codes, _mm256_set1_epi16(0xFF)),
            _mm256_srai_epi16(_mm256_slli_epi16(weights, 8), 8));
    __m256i odd = _mm256_madd_epi16(_mm256_srli_epi16(codes, 8), _mm256_srai_epi16(weights, 8));
    return _mm256_add_epi32(sum, _mm256_add_epi32(even, odd));
}

/* One vector of a panel. */
TARGET_AVX2 INLINE void tile(const int small, const int rows, const struct layer *layer, int vectors,
        const uint8_t *const *x, const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    __m256i sum[2 * ROWS];
#pragma GCC unroll 8
    for (int i = 0; i < 2 * rows; i++) {
        sum[i] = _mm256_setzero_si256();
    }
    for (int run = 0; run < layer->runs; run++) {
        int end = runs[run] + layer->quads * QUAD;
        for (int at = runs[run]; at < end; at += QUAD, panel += vectors * VECTOR) {
            __m256i low = _mm256_loadu_si256((const __m256i *)panel);
            __m256i high = _mm256_loadu_si256((const __m256i *)(panel + HALF));
#pragma GCC unroll 4
            for (int r = 0; r < rows; r++) {
                int32_t codes;
                memcpy(&codes, x[r] + at, sizeof codes);
                __m256i quad = _mm256_set1_epi32(codes);
                sum[2 * r] = add_products(small, sum[2 * r], quad, low);
                sum[2 * r + 1] = add_products(small, sum[2 * r + 1], quad, high);
            }
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < rows; r++) {
        _mm256_storeu_si256((__m256i *)(sums + r * PANEL), sum[2 * r]);
        _mm256_storeu_si256((__m256i *)(sums + r * PANEL + LANES / 2), sum[2 * r + 1]);
    }
}

TARGET_AVX2 void avx2_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v++, panel += VECTOR, sums += LANES) {
        switch (rows * 2 + layer->small_weights) {
            case 2:
                tile(0, 1, layer, vectors, x, panel, sums);
                break;
            case 3:
                tile(1, 1, layer, vectors, x, panel, sums);
                break;
            case 2 * ROWS:
                tile(0, ROWS, layer, vectors, x, panel, sums);
                break;
            case 2 * ROWS + 1:
                tile(1, ROWS, layer, vectors, x, panel, sums);
                break;
            default:
                __builtin_unreachable();
        }
    }
}

/* Interleaves the bytes of four taps, channel by channel within each 16 bytes. */
TARGET_AVX2 INLINE void interleave(const __m256i tap[QUAD], __m256i quads[PANEL_VECTORS]) {
    __m256i low01 = _mm256_unpacklo_epi8(tap[0], tap[1]);
    __m256i high01 = _mm256_unpackhi_epi8(tap[0], tap[1]);
    __m256i low23 = _mm256_unpacklo_epi8(tap[2], tap[3]);
    __m256i high23 = _mm256_unpackhi_epi8(tap[2], tap[3]);
    quads[0] = _mm256_unpacklo_epi16(low01, low23);
    quads[1] = _mm256_unpackhi_epi16(low01, low23);
    quads[2] = _mm256_unpacklo_epi16(high01, high23);
    quads[3] = _mm256_unpackhi_epi16(high01, high23);
}

/* Half a panel of one pixel. */
TARGET_AVX2 INLINE void depthwise(const int small, const struct layer *layer, const uint8_t *x, const uint8_t *panel,
        int32_t *sums) {
    const int32_t *taps = part(layer, layer->run_offsets);
    __m256i sum[PANEL_VECTORS];
    for (int v = 0; v < PANEL_VECTORS; v++) {
        sum[v] = _mm256_setzero_si256();
    }
    for (int unit = 0; unit < layer->units; unit++) {
        __m256i tap[QUAD];
        __m256i quads[PANEL_VECTORS];
        for (int t = 0; t < QUAD; t++) {
            tap[t] = _mm256_loadu_si256((const __m256i *)(x + taps[unit * QUAD + t]));
        }
        interleave(tap, quads);
        for (int v = 0; v < PANEL_VECTORS; v++) {
            const uint8_t *weights = panel + (unit * PANEL_VECTORS + v) * VECTOR;
            sum[v] = add_products(small, sum[v], quads[v], _mm256_loadu_si256((const __m256i *)weights));
        }
    }
    for (int v = 0; v < PANEL_VECTORS; v++) {
        _mm_storeu_si128((__m128i *)(sums + v * QUAD), _mm256_castsi256_si128(sum[v]));
        _mm_storeu_si128((__m128i *)(sums + LANES + v * QUAD), _mm256_extracti128_si256(sum[v], 1));
    }
}

TARGET_AVX2 void avx2_depthwise(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    (void)vectors;
    for (int r = 0; r < rows; r++) {
        for (int half = 0; half < 2; half++) {
            int32_t *to = sums + r * PANEL + half * HALF;
            if (layer->small_weights) {
                depthwise(1, layer, x[r] + half * HALF, panel + half * HALF, to);
            } else {
                depthwise(0, layer, x[r] + half * HALF, panel + half * HALF, to);
            }
        }
    }
}

/* v < low ? low : v > high ? high : v, signs of zeros included. */
TARGET_AVX2 INLINE __m256 clamp(__m256 v, __m256 low, __m256 high) {
    return _mm256_min_ps(high, _mm256_max_ps(low, v));
}

/* Codes, counted from the zero point. */
TARGET_AVX2 INLINE __m256i quantized(__m256 real, float scale, float low, float high) {
    __m256 steps = _mm256_div_ps(real, _mm256_set1_ps(scale));
    return _mm256_cvtps_epi32(clamp(steps, _mm256_set1_ps(low), _mm256_set1_ps(high)));
}

TARGET_AVX2 INLINE __m256 dequantized(__m256i code, float scale) {
    return _mm256_mul_ps(_mm256_cvtepi32_ps(code), _mm256_set1_ps(scale));
}

/* Adds the other tensor's codes to these, as many as are wanted. */
TARGET_AVX2 INLINE __m256i joined(const struct epilogue *e, __m256i code, int count, int64_t at) {
    uint8_t codes[8] = {0};
    memcpy(codes, e->other + at, (size_t)count);
    __m256i bytes = _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)codes));
    __m256i other = _mm256_sub_epi32(bytes, _mm256_set1_epi32(e->other_zero_point));
    __m256 sum = _mm256_add_ps(dequantized(code, e->scale), dequantized(other, e->other_scale));
    return quantized(sum, e->join_scale, e->join_low, e->join_high);
}

/* Eight results, or as many of them as are wanted. */
TARGET_AVX2 INLINE void finish(const struct epilogue *e, int count, __m256i sum, __m256 multiplier, void *output,
        int64_t to) {
    union {
        int32_t words[8];
        uint8_t codes[32];
    } result;
    __m256 real = _mm256_mul_ps(_mm256_cvtepi32_ps(sum), multiplier);
    if (e->finish == TO_CODES || e->finish == TO_JOIN) {
        __m256i codes = quantized(real, e->scale, e->low, e->high);
        int32_t zero_point = e->zero_point;
        if (e->finish == TO_JOIN) {
            codes = joined(e, codes, count, to);
            zero_point = e->join_zero_point;
        }
        codes = _mm256_add_epi32(codes, _mm256_set1_epi32(zero_point));
        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(codes), _mm256_extracti128_si256(codes, 1));
        _mm_storel_epi64((__m128i *)result.codes, _mm_packus_epi16(words, words));
        memcpy((uint8_t *)output + to, result.codes, (size_t)count);
        return;
    }
    __m256 limited = clamp(real, _mm256_set1_ps(e->low), _mm256_set1_ps(e->high));
    __m256i bits = e->finish == TO_FLOATS ? _mm256_castps_si256(limited) : sum;
    _mm256_storeu_si256((__m256i *)result.words, bits);
    memcpy((int32_t *)output + to, result.words, (size_t)count * 4);
}

TARGET_AVX2 void avx2_finish(const struct epilogue *e, int rows, int channels, const int32_t *sums,
        const int32_t *window_sums, void *output, const int32_t *targets) {
    for (int c = 0; c < channels; c += 8) {
        const __m256i base = _mm256_loadu_si256((const __m256i *)(e->base + c));
        const __m256 multiplier = _mm256_loadu_ps(e->multipliers + c);
        __m256i start = _mm256_set1_epi32(e->start);
        if (e->zero_points) {
            start = _mm256_sub_epi32(start, _mm256_loadu_si256((const __m256i *)(e->zero_points + c)));
        }
        for (int r = 0; r < rows; r++) {
            __m256i sum = _mm256_loadu_si256((const __m256i *)(sums + r * PANEL + c));
            if (window_sums) {
                sum = _mm256_add_epi32(sum, _mm256_mullo_epi32(start, _mm256_set1_epi32(window_sums[r])));
            }
            sum = _mm256_add_epi32(sum, base);
            int64_t to = (int64_t)targets[r] + c;
            if (channels - c >= 8) {
                finish(e, 8, sum, multiplier, output, to);
            } else {
                finish(e, channels - c, sum, multiplier, output, to);
            }
        }
    }
}

TARGET_AVX2 int32_t avx2_window_sum(const struct layer *layer, const uint8_t *window) {
    const int32_t *runs = part(layer, layer->run_offsets);
    __m256i sums = _mm256_setzero_si256();
    int64_t sum = 0;
    for (int run = 0; run < layer->runs; run++) {
        const uint8_t *x = window + runs[run];
        int i = 0;
        for (; i + HALF <= layer->run_bytes; i += HALF) {
            __m256i codes = _mm256_loadu_si256((const __m256i *)(x + i));
            sums = _mm256_add_epi64(sums, _mm256_sad_epu8(codes, _mm256_setzero_si256()));
        }
        for (; i < layer->run_bytes; i++) {
            sum += x[i];
        }
    }
    int64_t parts[4];
    _mm256_storeu_si256((__m256i *)parts, sums);
    return (int32_t)(sum + parts[0] + parts[1] + parts[2] + parts[3]);
}

TARGET_AVX2 INLINE void unpack(const int bits, const struct layer *layer, int vectors, const uint8_t *panel,
        uint8_t *bytes) {
    int8_t code_book[LANES];
    for (int u = 0; u < LANES; u++) {
        code_book[u] = (int8_t)(layer->step * (u & ((1 << bits) - 1)) + layer->start);
    }
    const __m256i table = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)code_book));
    const __m256i mask = _mm256_set1_epi8((1 << bits) - 1);
    const int fields = 8 / bits;
    for (int unit = 0; unit < layer->units; unit++) {
        for (int half = 0; half < 2 * vectors; half++, panel += HALF) {
            __m256i stored = _mm256_loadu_si256((const __m256i *)panel);
#pragma GCC unroll 8
            for (int field = 0; field < fields; field++) {
                __m256i u = _mm256_and_si256(_mm256_srli_epi16(stored, field * bits), mask);
                uint8_t *to = bytes + ((unit * fields + field) * 2 * vectors + half) * HALF;
                _mm256_storeu_si256((__m256i *)to, _mm256_shuffle_epi8(table, u));
            }
        }
    }
}

/* Where runs are filled up to whole quads and squares, codes of other pixels must count for nothing. */
TARGET_AVX2 static void clear_filling(const struct layer *layer, int vectors, uint8_t *bytes) {
    for (int run = 0; run < layer->runs; run++) {
        for (int quad = layer->run_bytes / QUAD; quad < layer->quads; quad++) {
            int used = quad == layer->run_bytes / QUAD ? layer->run_bytes % QUAD : 0;
            const __m256i mask = _mm256_set1_epi32((1 << used * 8) - 1);
            uint8_t *at = bytes + (int64_t)(run * layer->quads + quad) * vectors * VECTOR;
            for (int half = 0; half < 2 * vectors; half++, at += HALF) {
                __m256i weights = _mm256_loadu_si256((const __m256i *)at);
                _mm256_storeu_si256((__m256i *)at, _mm256_and_si256(weights, mask));
            }
        }
    }
}

TARGET_AVX2 void avx2_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes) {
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
