/* AVX-512 with VNNI: a lane sums four products of bytes in one instruction. */
#include <immintrin.h>
#include <string.h>

#include "requantize.h"
#include "x86.h"

TARGET_VNNI INLINE void multiply(const int rows, const int vectors, const struct layer *layer,
        const uint8_t *const *x, const uint8_t *panel, __m512i *sum) {
    const int32_t *runs = part(layer, layer->run_offsets);
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
}

TARGET_VNNI INLINE void tile(const int rows, const int vectors, const struct layer *layer, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    __m512i sum[TILE_ROWS];
    multiply(rows, vectors, layer, x, panel, sum);
#pragma GCC unroll 24
    for (int i = 0; i < rows * vectors; i++) {
        _mm512_storeu_si512(sums + i / vectors * PANEL + i % vectors * LANES, sum[i]);
    }
}

TARGET_VNNI INLINE void tile_to_codes(const int rows, const int vectors, const struct layer *layer,
        const struct epilogue *e, const uint8_t *const *x, const uint8_t *panel, uint8_t *output,
        const int32_t *targets) {
    __m512i sum[TILE_ROWS];
    multiply(rows, vectors, layer, x, panel, sum);
    if (e->finish == TO_JOIN) {
        finish_codes(TO_JOIN, rows, vectors, e, sum, output, targets);
    } else {
        finish_codes(TO_CODES, rows, vectors, e, sum, output, targets);
    }
}

#define TILE(rows, vectors) \
    case (rows) * 8 + (vectors): \
        tile(rows, vectors, layer, x, panel, sums); \
        return;

TARGET_VNNI void vnni_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    switch (rows * 8 + vectors) {
        EACH_TILE(TILE)
        default:
            __builtin_unreachable();
    }
}

#define TILE_TO_CODES(rows, vectors) \
    case (rows) * 8 + (vectors): \
        tile_to_codes(rows, vectors, layer, epilogue, x, panel, output, targets); \
        return;

TARGET_VNNI void vnni_tile_to_codes(const struct layer *layer, const struct epilogue *epilogue, int rows, int channels,
        const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums, void *output,
        const int32_t *targets) {
    (void)window_sums;
    switch (rows * 8 + channels / LANES) {
        EACH_TILE(TILE_TO_CODES)
        default:
            __builtin_unreachable();
    }
}

/*
 * Adds the products of one unit of stored weights, or of its first fields. Those of the upper halves of bytes are used
 * where those of the lower halves lie, in as many places, whose sums are too large by a power of two.
 */
TARGET_VNNI INLINE void add_fields(const int bits, const int vectors, int fields, const uint8_t *x,
        const uint8_t *panel, __m512i *sum) {
    const int places = 4 / bits;
    __m512i stored[PANEL_VECTORS];
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
        stored[v] = _mm512_loadu_si512(panel + v * VECTOR);
    }
#pragma GCC unroll 8
    for (int field = 0; field < 2 * places; field++) {
        if (field >= fields) {
            return;
        }
        int32_t codes;
        memcpy(&codes, x + field * QUAD, sizeof codes);
        __m512i quadruple = _mm512_set1_epi32(codes);
        int place = field % places;
        const __m512i mask = _mm512_set1_epi8((char)(((1 << bits) - 1) << place * bits));
#pragma GCC unroll 4
        for (int v = 0; v < vectors; v++) {
            stored[v] = field == places ? _mm512_srli_epi16(stored[v], 4) : stored[v];
            __m512i *to = sum + v * places + place;
            *to = _mm512_dpbusd_epi32(*to, quadruple, _mm512_and_si512(stored[v], mask));
        }
    }
}

/* One row. No sum leaves 32 bits: at its place a code is at most 15. */
TARGET_VNNI INLINE void stream(const int bits, const int vectors, const struct layer *layer, const uint8_t *x,
        const uint8_t *panel, int32_t *sums) {
    const int fields = 8 / bits;
    const int places = 4 / bits;
    __m512i sum[PANEL_VECTORS * 4];
#pragma GCC unroll 16
    for (int i = 0; i < vectors * places; i++) {
        sum[i] = _mm512_setzero_si512();
    }
    int left = layer->quads;
    for (; left >= fields; left -= fields, x += fields * QUAD, panel += vectors * VECTOR) {
        add_fields(bits, vectors, fields, x, panel, sum);
    }
    if (left > 0) {
        add_fields(bits, vectors, left, x, panel, sum);
    }
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
        __m512i total = sum[v * places];
#pragma GCC unroll 4
        for (int place = 1; place < places; place++) {
            total = _mm512_add_epi32(total, _mm512_srli_epi32(sum[v * places + place], place * bits));
        }
        _mm512_storeu_si512(sums + v * LANES, total);
    }
}

#define STREAM(bits, vectors) \
    case (bits) * 8 + (vectors): \
        stream(bits, vectors, layer, window, panel, sums + r * PANEL); \
        break;

TARGET_VNNI void vnni_stream(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    for (int r = 0; r < rows; r++) {
        const uint8_t *window = x[r] + runs[0];
        switch (layer->weight_bits * 8 + vectors) {
            STREAM(1, 1) STREAM(1, 2) STREAM(1, 3) STREAM(1, 4)
            STREAM(2, 1) STREAM(2, 2) STREAM(2, 3) STREAM(2, 4)
            STREAM(4, 1) STREAM(4, 2) STREAM(4, 3) STREAM(4, 4)
            default:
                __builtin_unreachable();
        }
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

/* Numbers of 64 channels in the order that interleaving the bytes of taps brings about. */
TARGET_VNNI INLINE void interleaved_lanes(const void *from, __m512i to[PANEL_VECTORS]) {
    const __m512i *channels = from;
    __m512i low01 = _mm512_shuffle_i32x4(_mm512_loadu_si512(channels), _mm512_loadu_si512(channels + 1), 0x44);
    __m512i high01 = _mm512_shuffle_i32x4(_mm512_loadu_si512(channels), _mm512_loadu_si512(channels + 1), 0xEE);
    __m512i low23 = _mm512_shuffle_i32x4(_mm512_loadu_si512(channels + 2), _mm512_loadu_si512(channels + 3), 0x44);
    __m512i high23 = _mm512_shuffle_i32x4(_mm512_loadu_si512(channels + 2), _mm512_loadu_si512(channels + 3), 0xEE);
    to[0] = _mm512_shuffle_i32x4(low01, low23, 0x88);
    to[1] = _mm512_shuffle_i32x4(low01, low23, 0xDD);
    to[2] = _mm512_shuffle_i32x4(high01, high23, 0x88);
    to[3] = _mm512_shuffle_i32x4(high01, high23, 0xDD);
}

struct depthwise_epilogue {
    struct requantizer requantizer;
    __m512i base[PANEL_VECTORS], multipliers[PANEL_VECTORS];
    __mmask64 mask;
    int64_t step;                 /* from one window's outputs to the next's */
};

TARGET_VNNI INLINE void finish_depthwise(const int kind, const struct depthwise_epilogue *d, const __m512i *sum,
        const uint8_t *other, uint8_t *output) {
    __m512i code[PANEL_VECTORS];
    __m512i others[PANEL_VECTORS];
    if (kind == TO_JOIN) {
        __m512i bytes = _mm512_maskz_loadu_epi8(d->mask, other);
        __m512i low = _mm512_unpacklo_epi8(bytes, _mm512_setzero_si512());
        __m512i high = _mm512_unpackhi_epi8(bytes, _mm512_setzero_si512());
        others[0] = _mm512_unpacklo_epi16(low, _mm512_setzero_si512());
        others[1] = _mm512_unpackhi_epi16(low, _mm512_setzero_si512());
        others[2] = _mm512_unpacklo_epi16(high, _mm512_setzero_si512());
        others[3] = _mm512_unpackhi_epi16(high, _mm512_setzero_si512());
    }
#pragma GCC unroll 4
    for (int v = 0; v < PANEL_VECTORS; v++) {
        code[v] = requantized(kind, &d->requantizer, _mm512_add_epi32(sum[v], d->base[v]),
                _mm512_castsi512_ps(d->multipliers[v]), kind == TO_JOIN ? others[v] : _mm512_setzero_si512());
    }
    __m512i codes = mixed_codes(&d->requantizer, code);
    if (d->mask == ~0ULL) {
        _mm512_storeu_si512(output, codes);
    } else {
        _mm512_mask_storeu_epi8(output, d->mask, codes);
    }
}

/* Adds the products of a quad of taps. */
TARGET_VNNI INLINE void add_quad(const __m512i quads[PANEL_VECTORS], const uint8_t *weights, __m512i *sum) {
#pragma GCC unroll 4
    for (int v = 0; v < PANEL_VECTORS; v++) {
        sum[v] = _mm512_dpbusd_epi32(sum[v], quads[v], _mm512_loadu_si512(weights + v * VECTOR));
    }
}

TARGET_VNNI INLINE void load_quad(const uint8_t *x, const int32_t *taps, __m512i quads[PANEL_VECTORS]) {
    __m512i tap[QUAD];
#pragma GCC unroll 4
    for (int t = 0; t < QUAD; t++) {
        tap[t] = _mm512_loadu_si512(x + taps[t]);
    }
    interleave(tap, quads);
}

TARGET_VNNI INLINE void clear(__m512i *sum) {
#pragma GCC unroll 4
    for (int v = 0; v < PANEL_VECTORS; v++) {
        sum[v] = _mm512_setzero_si512();
    }
}

TARGET_VNNI INLINE void copy(const __m512i *from, __m512i *to) {
#pragma GCC unroll 4
    for (int v = 0; v < PANEL_VECTORS; v++) {
        to[v] = from[v];
    }
}

enum { QUAD_WEIGHTS = PANEL_VECTORS * VECTOR };

/*
 * Kernels of three columns and windows one column apart: each column of the input enters the sums of three windows as it
 * is loaded. The first and the last columns also enter sums that nobody asked for.
 */
TARGET_VNNI INLINE void slide(const int kind, const struct layer *layer, const struct depthwise_epilogue *d,
        int windows, const uint8_t *x, const uint8_t *panel, const uint8_t *other, uint8_t *output) {
    const int32_t *taps = part(layer, layer->run_offsets);
    __m512i first[PANEL_VECTORS], second[PANEL_VECTORS];
    clear(first);
    clear(second);
    for (int column = 0; column < windows + 2; column++, x += layer->pixel_bytes) {
        __m512i quads[PANEL_VECTORS];
        load_quad(x, taps, quads);
        add_quad(quads, panel + 2 * QUAD_WEIGHTS, first);
        if (column >= 2) {
            finish_depthwise(kind, d, first, other, output);
            output += d->step;
            other += d->step;
        }
        copy(second, first);
        clear(second);
        add_quad(quads, panel + QUAD_WEIGHTS, first);
        add_quad(quads, panel, second);
    }
}

/* The same with windows two columns apart, which share one. */
TARGET_VNNI INLINE void hop(const int kind, const struct layer *layer, const struct depthwise_epilogue *d, int windows,
        const uint8_t *x, const uint8_t *panel, const uint8_t *other, uint8_t *output) {
    const int32_t *taps = part(layer, layer->run_offsets);
    __m512i shared[PANEL_VECTORS], quads[PANEL_VECTORS];
    load_quad(x, taps, shared);
    for (int window = 0; window < windows; window++) {
        __m512i sum[PANEL_VECTORS];
        clear(sum);
        add_quad(shared, panel, sum);
        load_quad(x + layer->pixel_bytes, taps, quads);
        add_quad(quads, panel + QUAD_WEIGHTS, sum);
        x += 2 * layer->pixel_bytes;
        load_quad(x, taps, shared);
        add_quad(shared, panel + 2 * QUAD_WEIGHTS, sum);
        finish_depthwise(kind, d, sum, other, output);
        output += d->step;
        other += d->step;
    }
}

/* Any kernel, one window. */
TARGET_VNNI INLINE void step(const int kind, const struct layer *layer, const struct depthwise_epilogue *d,
        const uint8_t *x, const uint8_t *panel, const uint8_t *other, uint8_t *output) {
    const int32_t *taps = part(layer, layer->run_offsets);
    __m512i sum[PANEL_VECTORS];
    clear(sum);
    for (int unit = 0; unit < layer->units; unit++) {
        __m512i quads[PANEL_VECTORS];
        load_quad(x, taps + unit * QUAD, quads);
        add_quad(quads, panel + unit * QUAD_WEIGHTS, sum);
    }
    finish_depthwise(kind, d, sum, other, output);
}

/* How many of the next windows lie as far apart as the first two, and so do their outputs. */
static int even_windows(int rows, const uint8_t *const *x, const int32_t *targets) {
    int count = 2;
    while (count < rows && x[count] - x[count - 1] == x[1] - x[0]
            && targets[count] - targets[count - 1] == targets[1] - targets[0]) {
        count++;
    }
    return count;
}

TARGET_VNNI INLINE void depthwise_to_codes(const int kind, const struct layer *layer, const struct epilogue *e,
        int rows, int channels, const uint8_t *const *x, const uint8_t *panel, uint8_t *output,
        const int32_t *targets) {
    const struct shape *s = &layer->shape;
    const int three = layer->columns && s->kernel_width == 3 && s->dilation_width == 1;
    struct depthwise_epilogue d;
    d.requantizer = requantizer(kind, e);
    interleaved_lanes(e->base, d.base);
    interleaved_lanes(e->multipliers, d.multipliers);
    d.mask = ~0ULL >> (PANEL - channels);
    for (int r = 0; r < rows;) {
        const uint8_t *other = kind == TO_JOIN ? e->other + targets[r] : 0;
        int64_t apart = r + 1 < rows ? x[r + 1] - x[r] : 0;
        int count = 1;
        if (three && (apart == layer->pixel_bytes || apart == 2 * layer->pixel_bytes)) {
            count = even_windows(rows - r, x + r, targets + r);
            d.step = targets[r + 1] - targets[r];
        }
        if (count == 1) {
            step(kind, layer, &d, x[r], panel, other, output + targets[r]);
        } else if (apart == layer->pixel_bytes) {
            slide(kind, layer, &d, count, x[r], panel, other, output + targets[r]);
        } else {
            hop(kind, layer, &d, count, x[r], panel, other, output + targets[r]);
        }
        r += count;
    }
}

TARGET_VNNI void vnni_depthwise_to_codes(const struct layer *layer, const struct epilogue *epilogue, int rows,
        int channels, const uint8_t *const *x, const uint8_t *panel, const int32_t *window_sums, void *output,
        const int32_t *targets) {
    (void)window_sums;
    if (epilogue->finish == TO_JOIN) {
        depthwise_to_codes(TO_JOIN, layer, epilogue, rows, channels, x, panel, output, targets);
    } else {
        depthwise_to_codes(TO_CODES, layer, epilogue, rows, channels, x, panel, output, targets);
    }
}

/* v < low ? low : v > high ? high : v, signs of zeros included. */
TARGET_VNNI INLINE __m512 clamp(__m512 v, __m512 low, __m512 high) {
    return _mm512_min_ps(high, _mm512_max_ps(low, v));
}

/* How real numbers become codes. */
struct limits {
    __m512 low, high, scale;
    __m512i zero_point;
};

TARGET_VNNI INLINE struct limits limits_of(float low, float high, float scale, int32_t zero_point) {
    return (struct limits){
        _mm512_set1_ps(low), _mm512_set1_ps(high), _mm512_set1_ps(scale), _mm512_set1_epi32(zero_point)};
}

/* Codes, counted from the zero point. */
TARGET_VNNI INLINE __m512i quantized(const struct limits *l, __m512 real) {
    return _mm512_cvtps_epi32(clamp(_mm512_div_ps(real, l->scale), l->low, l->high));
}

/* The sum of codes, counted from their zero point, and the other tensor's codes. */
TARGET_VNNI INLINE __m512 added(
        const struct epilogue *e, const struct limits *l, __m512i code, __mmask16 mask, int64_t at) {
    __m128i bytes = mask == 0xFFFF
            ? _mm_loadu_si128((const __m128i *)(e->other + at))
            : _mm_maskz_loadu_epi8(mask, e->other + at);
    __m512i other = _mm512_sub_epi32(_mm512_cvtepu8_epi32(bytes), _mm512_set1_epi32(e->other_zero_point));
    __m512 own = _mm512_mul_ps(_mm512_cvtepi32_ps(code), l->scale);
    return _mm512_add_ps(own, _mm512_mul_ps(_mm512_cvtepi32_ps(other), _mm512_set1_ps(e->other_scale)));
}

TARGET_VNNI INLINE void store_codes(const struct limits *l, __m512 real, __mmask16 mask, uint8_t *to) {
    __m128i codes = _mm512_cvtepi32_epi8(_mm512_add_epi32(quantized(l, real), l->zero_point));
    if (mask == 0xFFFF) {
        _mm_storeu_si128((__m128i *)to, codes);
    } else {
        _mm_mask_storeu_epi8(to, mask, codes);
    }
}

TARGET_VNNI INLINE void finish(const int kind, const int centred, const struct epilogue *e, int rows, int channels,
        const int32_t *sums, const int32_t *window_sums, void *output, const int32_t *targets) {
    const struct limits limits = limits_of(e->low, e->high, e->scale, e->zero_point);
    const struct limits join = limits_of(e->join_low, e->join_high, e->join_scale, e->join_zero_point);
    const __m512i doubling = _mm512_set1_epi32(e->step - 1);
    for (int c = 0; c < channels; c += LANES) {
        const __mmask16 mask = (__mmask16)(channels - c >= LANES ? 0xFFFF : (1 << (channels - c)) - 1);
        const __m512i base = _mm512_loadu_si512(e->base + c);
        const __m512 multiplier = _mm512_loadu_ps(e->multipliers + c);
        __m512i start = _mm512_set1_epi32(e->start);
        if (centred && e->zero_points) {
            start = _mm512_sub_epi32(start, _mm512_loadu_si512(e->zero_points + c));
        }
        for (int r = 0; r < rows; r++) {
            int64_t to = (int64_t)targets[r] + c;
            __m512i sum = _mm512_loadu_si512(sums + r * PANEL + c);
            if (centred) {
                __m512i shift = _mm512_mullo_epi32(start, _mm512_set1_epi32(window_sums[r]));
                sum = _mm512_add_epi32(_mm512_sllv_epi32(sum, doubling), shift);
            }
            sum = _mm512_add_epi32(sum, base);
            if (kind == TO_SUMS) {
                _mm512_mask_storeu_epi32((int32_t *)output + to, mask, sum);
                continue;
            }
            __m512 real = _mm512_mul_ps(_mm512_cvtepi32_ps(sum), multiplier);
            if (kind == TO_CODES) {
                store_codes(&limits, real, mask, (uint8_t *)output + to);
            } else if (kind == TO_JOIN) {
                __m512 sum_of_codes = added(e, &limits, quantized(&limits, real), mask, to);
                store_codes(&join, sum_of_codes, mask, (uint8_t *)output + to);
            } else {
                _mm512_mask_storeu_ps((float *)output + to, mask, clamp(real, limits.low, limits.high));
            }
        }
    }
}

#define FINISH(kind, centred) \
    case (kind) * 2 + (centred): \
        finish(kind, centred, e, rows, channels, sums, window_sums, output, targets); \
        return;

TARGET_VNNI void vnni_finish(const struct epilogue *e, int rows, int channels, const int32_t *sums,
        const int32_t *window_sums, void *output, const int32_t *targets) {
    switch (e->finish * 2 + (window_sums != 0)) {
        FINISH(TO_CODES, 0) FINISH(TO_FLOATS, 0) FINISH(TO_SUMS, 0) FINISH(TO_JOIN, 0)
        FINISH(TO_CODES, 1) FINISH(TO_FLOATS, 1) FINISH(TO_SUMS, 1) FINISH(TO_JOIN, 1)
        default:
            __builtin_unreachable();
    }
}
