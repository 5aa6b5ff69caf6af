/*
 * The epilogue of sums that are still in registers, for what networks do most: whole vectors of channels become codes.
 * Divisions are left to the divider, which works beside the multiplications of the next tile; all else takes as few
 * instructions as possible. So limits are kept in integers, where 64 codes at once meet them.
 */
#ifndef REQUANTIZE_H
#define REQUANTIZE_H

#include <immintrin.h>

#include "x86.h"

struct requantizer {
    __m512 scale;
    __m512i low, high;            /* limits of codes, counted from the zero point; only for TO_JOIN */
    __m512 other_scale, join_scale;
    __m512i other_zero_point;
    __m512i zero_point;           /* 16 bits, of the output */
    __m512i least, most;          /* 8 bits, of the output */
    __m512i order;
};

TARGET_VNNI INLINE struct requantizer requantizer(const int kind, const struct epilogue *e) {
    const int joins = kind == TO_JOIN;
    const float low = joins ? e->join_low : e->low;
    const float high = joins ? e->join_high : e->high;
    const int32_t zero_point = joins ? e->join_zero_point : e->zero_point;
    struct requantizer q;
    q.scale = _mm512_set1_ps(e->scale);
    q.low = _mm512_cvtps_epi32(_mm512_set1_ps(e->low));
    q.high = _mm512_cvtps_epi32(_mm512_set1_ps(e->high));
    q.other_scale = _mm512_set1_ps(e->other_scale);
    q.join_scale = _mm512_set1_ps(e->join_scale);
    q.other_zero_point = _mm512_set1_epi32(e->other_zero_point);
    q.zero_point = _mm512_set1_epi16((int16_t)zero_point);
    q.least = _mm512_set1_epi8((char)(_mm_cvtss_si32(_mm_set_ss(low)) + zero_point));
    q.most = _mm512_set1_epi8((char)(_mm_cvtss_si32(_mm_set_ss(high)) + zero_point));
    q.order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return q;
}

/* Codes before limits, counted from the zero point. With TO_JOIN, of the sum with the other tensor's codes. */
TARGET_VNNI INLINE __m512i requantized(const int kind, const struct requantizer *q, __m512i sum, __m512 multiplier,
        __m512i other) {
    __m512 real = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), multiplier);
    __m512i code = _mm512_cvtps_epi32(_mm512_div_ps(real, q->scale));
    if (kind != TO_JOIN) {
        return code;
    }
    code = _mm512_min_epi32(_mm512_max_epi32(code, q->low), q->high);
    __m512 own = _mm512_mul_ps(_mm512_cvtepi32_ps(code), q->scale);
    __m512i added = _mm512_sub_epi32(other, q->other_zero_point);
    __m512 both = _mm512_add_ps(own, _mm512_mul_ps(_mm512_cvtepi32_ps(added), q->other_scale));
    return _mm512_cvtps_epi32(_mm512_div_ps(both, q->join_scale));
}

/* The codes of four vectors, within limits: four from each in turn. */
TARGET_VNNI INLINE __m512i mixed_codes(const struct requantizer *q, const __m512i code[4]) {
    __m512i first = _mm512_adds_epi16(_mm512_packs_epi32(code[0], code[1]), q->zero_point);
    __m512i last = _mm512_adds_epi16(_mm512_packs_epi32(code[2], code[3]), q->zero_point);
    __m512i bytes = _mm512_packus_epi16(first, last);
    return _mm512_min_epu8(_mm512_max_epu8(bytes, q->least), q->most);
}

/* One vector after the other. */
TARGET_VNNI INLINE __m512i ordered_codes(const struct requantizer *q, const __m512i code[4]) {
    return _mm512_permutexvar_epi32(q->order, mixed_codes(q, code));
}

/* Sums of a tile, row by row. */
TARGET_VNNI INLINE void finish_codes(const int kind, const int rows, const int vectors, const struct epilogue *e,
        const __m512i *sum, uint8_t *output, const int32_t *targets) {
    const struct requantizer q = requantizer(kind, e);
    const int count = rows * vectors;
#pragma GCC unroll 6
    for (int i = 0; i < count; i += 4) {
        __m512i code[4];
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            int at = i + j < count ? i + j : count - 1;
            int channel = at % vectors * LANES;
            __m512i sums = _mm512_add_epi32(sum[at], _mm512_loadu_si512(e->base + channel));
            __m512i other = q.other_zero_point;
            if (kind == TO_JOIN) {
                const uint8_t *from = e->other + targets[at / vectors] + channel;
                other = _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)from));
            }
            code[j] = requantized(kind, &q, sums, _mm512_loadu_ps(e->multipliers + channel), other);
        }
        __m512i codes = ordered_codes(&q, code);
        int first = i / vectors;
        int last = (i + 3) / vectors;
        int whole = i + 3 < count && i % vectors == 0 && 4 % vectors == 0;
        if (whole && targets[last] - targets[first] == (last - first) * vectors * LANES) {
            _mm512_storeu_si512(output + targets[first], codes);
            continue;
        }
#pragma GCC unroll 4
        for (int j = 0; j < 4; j++) {
            int at = i + j;
            if (at >= count) {
                break;
            }
            uint8_t *to = output + targets[at / vectors] + at % vectors * LANES;
            if (vectors == 2 && j % 2 == 0) {
                __m256i pair = j == 0 ? _mm512_castsi512_si256(codes) : _mm512_extracti64x4_epi64(codes, 1);
                _mm256_storeu_si256((__m256i *)to, pair);
            } else if (vectors != 2) {
                __m128i one = j == 0 ? _mm512_castsi512_si128(codes)
                        : j == 1     ? _mm512_extracti32x4_epi32(codes, 1)
                        : j == 2     ? _mm512_extracti32x4_epi32(codes, 2)
                                     : _mm512_extracti32x4_epi32(codes, 3);
                _mm_storeu_si128((__m128i *)to, one);
            }
        }
    }
}

/* The same for sums that stay sums. */
TARGET_VNNI INLINE void finish_sums(const int rows, const int vectors, const struct epilogue *e, const __m512i *sum,
        int32_t *output, const int32_t *targets) {
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        int channel = i % vectors * LANES;
        __m512i sums = _mm512_add_epi32(sum[i], _mm512_loadu_si512(e->base + channel));
        _mm512_storeu_si512(output + targets[i / vectors] + channel, sums);
    }
}

#endif
