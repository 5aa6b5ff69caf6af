/* The epilogue, 16 channels of a row at a time. */
#include "neon.h"

/* How real numbers become codes. */
struct limits {
    float32x4_t low, high, scale;
    int32x4_t zero_point;
};

INLINE struct limits limits_of(float low, float high, float scale, int32_t zero_point) {
    return (struct limits){vdupq_n_f32(low), vdupq_n_f32(high), vdupq_n_f32(scale), vdupq_n_s32(zero_point)};
}

/* v < low ? low : v > high ? high : v; the instructions for minimum and maximum would choose between zeros by sign. */
INLINE float32x4_t clamp(const struct limits *l, float32x4_t v) {
    return vbslq_f32(vcltq_f32(v, l->low), l->low, vbslq_f32(vcgtq_f32(v, l->high), l->high, v));
}

/* Codes, counted from the zero point. */
INLINE int32x4_t quantized(const struct limits *l, float32x4_t real) {
    return vcvtnq_s32_f32(clamp(l, vdivq_f32(real, l->scale)));
}

/* Four parts of words to bytes; they fit. */
INLINE uint8x16_t narrowed(const struct limits *l, const int32x4_t codes[PARTS]) {
    int16x8_t half[2];
#pragma GCC unroll 2
    for (int h = 0; h < 2; h++) {
        int32x4_t low = vaddq_s32(codes[2 * h], l->zero_point);
        int32x4_t high = vaddq_s32(codes[2 * h + 1], l->zero_point);
        half[h] = vcombine_s16(vmovn_s32(low), vmovn_s32(high));
    }
    return vreinterpretq_u8_s8(vcombine_s8(vmovn_s16(half[0]), vmovn_s16(half[1])));
}

INLINE uint8x16_t load_bytes(const uint8_t *from, int count) {
    if (count == LANES) {
        return vld1q_u8(from);
    }
    uint8_t some[LANES] = {0};
    memcpy(some, from, (size_t)count);
    return vld1q_u8(some);
}

/* Adds codes of the other tensor, as many as are wanted, to these. */
INLINE void join(const struct epilogue *e, const struct limits *own, const struct limits *sum, int count, int64_t at,
        int32x4_t codes[PARTS]) {
    const uint8x16_t bytes = load_bytes(e->other + at, count);
    const uint16x8_t half[2] = {vmovl_u8(vget_low_u8(bytes)), vmovl_high_u8(bytes)};
    const float32x4_t other_scale = vdupq_n_f32(e->other_scale);
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        uint32x4_t word = p % 2 == 0 ? vmovl_u16(vget_low_u16(half[p / 2])) : vmovl_high_u16(half[p / 2]);
        int32x4_t other = vsubq_s32(vreinterpretq_s32_u32(word), vdupq_n_s32(e->other_zero_point));
        float32x4_t scaled = vmulq_f32(vcvtq_f32_s32(codes[p]), own->scale);
        codes[p] = quantized(sum, vaddq_f32(scaled, vmulq_f32(vcvtq_f32_s32(other), other_scale)));
    }
}

INLINE void store_bytes(uint8x16_t bytes, int count, uint8_t *to) {
    if (count == LANES) {
        vst1q_u8(to, bytes);
        return;
    }
    uint8_t some[LANES];
    vst1q_u8(some, bytes);
    memcpy(to, some, (size_t)count);
}

INLINE void store_words(const int32x4_t words[PARTS], int count, int32_t *to) {
    int32_t some[LANES];
    int32_t *all = count == LANES ? to : some;
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        vst1q_s32(all + p * PART_LANES, words[p]);
    }
    if (count < LANES) {
        memcpy(to, some, (size_t)count * sizeof *to);
    }
}

/* As many results of 16 as are wanted. */
INLINE void finish(const int kind, const struct epilogue *e, const struct limits *own, const struct limits *sum,
        int count, const int32x4_t *sums, const float32x4_t *multipliers, void *output, int64_t to) {
    int32x4_t results[PARTS];
#pragma GCC unroll 4
    for (int p = 0; p < PARTS; p++) {
        float32x4_t real = vmulq_f32(vcvtq_f32_s32(sums[p]), multipliers[p]);
        results[p] = kind == TO_SUMS ? sums[p]
                : kind == TO_FLOATS ? vreinterpretq_s32_f32(clamp(own, real))
                : quantized(own, real);
    }
    if (kind == TO_JOIN) {
        join(e, own, sum, count, to, results);
    }
    if (kind == TO_CODES || kind == TO_JOIN) {
        store_bytes(narrowed(kind == TO_JOIN ? sum : own, results), count, (uint8_t *)output + to);
    } else {
        store_words(results, count, (int32_t *)output + to);
    }
}

INLINE void finish_rows(const int kind, const struct epilogue *e, int rows, int channels, const int32_t *sums,
        const int32_t *window_sums, void *output, const int32_t *targets) {
    const struct limits own = limits_of(e->low, e->high, e->scale, e->zero_point);
    const struct limits join = limits_of(e->join_low, e->join_high, e->join_scale, e->join_zero_point);
    const int32x4_t step = vdupq_n_s32(e->step);
    for (int c = 0; c < channels; c += LANES) {
        const int count = channels - c < LANES ? channels - c : LANES;
        int32x4_t base[PARTS];
        int32x4_t start[PARTS];
        float32x4_t multipliers[PARTS];
#pragma GCC unroll 4
        for (int p = 0; p < PARTS; p++) {
            int lane = c + p * PART_LANES;
            base[p] = vld1q_s32(e->base + lane);
            multipliers[p] = vld1q_f32(e->multipliers + lane);
            start[p] = vdupq_n_s32(e->start);
            if (e->zero_points) {
                start[p] = vsubq_s32(start[p], vld1q_s32(e->zero_points + lane));
            }
        }
        for (int r = 0; r < rows; r++) {
            int32x4_t total[PARTS];
#pragma GCC unroll 4
            for (int p = 0; p < PARTS; p++) {
                int32x4_t sum = vld1q_s32(sums + r * PANEL + c + p * PART_LANES);
                total[p] = window_sums
                        ? vmlaq_n_s32(vmlaq_s32(base[p], sum, step), start[p], window_sums[r])
                        : vaddq_s32(base[p], sum);
            }
            finish(kind, e, &own, &join, count, total, multipliers, output, (int64_t)targets[r] + c);
        }
    }
}

void neon_finish(const struct epilogue *e, int rows, int channels, const int32_t *sums, const int32_t *window_sums,
        void *output, const int32_t *targets) {
    switch (e->finish) {
        case TO_CODES:
            finish_rows(TO_CODES, e, rows, channels, sums, window_sums, output, targets);
            break;
        case TO_FLOATS:
            finish_rows(TO_FLOATS, e, rows, channels, sums, window_sums, output, targets);
            break;
        case TO_JOIN:
            finish_rows(TO_JOIN, e, rows, channels, sums, window_sums, output, targets);
            break;
        default:
            finish_rows(TO_SUMS, e, rows, channels, sums, window_sums, output, targets);
            break;
    }
}
