/* Products of two activations: the right operand, which comes with each call, becomes the weights of a layer. */
#include <string.h>

#include "layer.h"

/* Stored codes of four weights: each byte less the zero point. No byte carries, since code + 128 - zero_point < 256. */
static inline uint32_t centred(uint32_t codes, uint32_t shift) {
    return (codes + shift) ^ 0x80808080u;
}

/* Codes from the first to the last of a run of QUAD or fewer, filled up with what counts for nothing. */
static inline uint32_t some_codes(const uint8_t *codes, int step, int count, int zero_point) {
    uint32_t quad = 0;
    for (int i = 0; i < QUAD; i++) {
        quad |= (uint32_t)(i < count ? codes[(int64_t)i * step] : zero_point) << 8 * i;
    }
    return quad;
}

/* Columns of a vector, and where its quads go. */
struct lanes {
    const uint8_t *codes;         /* of the first column */
    int columns;                  /* in use, at most LANES */
    int zero_point;
    int stride;                   /* bytes from quad to quad */
    uint8_t *quads;
    int32_t *sums;                /* of codes */
};

/* From [depth][columns]: the codes of a quad lie a row apart. */
static inline void pack_rows(const struct lanes *v, const int columns, int depth, int row, uint32_t shift) {
    uint32_t quads[LANES] = {0};
    int32_t sums[LANES] = {0};
    const uint8_t *x = v->codes;
    uint8_t *to = v->quads;
    int k = 0;
    for (; k + QUAD <= depth; k += QUAD, x += (int64_t)QUAD * row, to += v->stride) {
        const uint8_t *x1 = x + row;
        const uint8_t *x2 = x1 + row;
        const uint8_t *x3 = x2 + row;
        for (int n = 0; n < columns; n++) {
            sums[n] += x[n] + x1[n] + x2[n] + x3[n];
            quads[n] = centred(
                    x[n] | (uint32_t)x1[n] << 8 | (uint32_t)x2[n] << 16 | (uint32_t)x3[n] << 24, shift);
        }
        memcpy(to, quads, sizeof quads);
    }
    if (k < depth) {
        for (int n = 0; n < columns; n++) {
            for (int i = 0; i < depth - k; i++) {
                sums[n] += x[n + (int64_t)i * row];
            }
            quads[n] = centred(some_codes(x + n, row, depth - k, v->zero_point), shift);
        }
        memcpy(to, quads, sizeof quads);
    }
    memcpy(v->sums, sums, sizeof sums);
}

/* From [columns][depth]: the codes of a quad lie side by side. */
static inline void pack_columns(const struct lanes *v, const int columns, int depth, uint32_t shift) {
    uint8_t *to = v->quads;
    int k = 0;
    for (; k + QUAD <= depth; k += QUAD, to += v->stride) {
        uint32_t quads[LANES] = {0};
        for (int n = 0; n < columns; n++) {
            memcpy(&quads[n], v->codes + (int64_t)n * depth + k, sizeof quads[n]);
        }
        for (int n = 0; n < LANES; n++) {
            quads[n] = centred(quads[n], shift);
        }
        memcpy(to, quads, sizeof quads);
    }
    if (k < depth) {
        uint32_t quads[LANES] = {0};
        for (int n = 0; n < columns; n++) {
            const uint8_t *x = v->codes + (int64_t)n * depth + k;
            quads[n] = centred(some_codes(x, 1, depth - k, v->zero_point), shift);
        }
        memcpy(to, quads, sizeof quads);
    }
    for (int n = 0; n < columns; n++) {
        const uint8_t *x = v->codes + (int64_t)n * depth;
        int32_t sum = 0;
        for (int i = 0; i < depth; i++) {
            sum += x[i];
        }
        v->sums[n] = sum;
    }
}

static void pack_lanes(const struct layer *l, const struct lanes *v, int transposed) {
    const uint32_t shift = (uint32_t)(128 - v->zero_point) * 0x01010101u;
    int row = l->shape.output_channels;
    if (transposed && v->columns == LANES) {
        pack_columns(v, LANES, l->depth, shift);
    } else if (transposed) {
        pack_columns(v, v->columns, l->depth, shift);
    } else if (v->columns == LANES) {
        pack_rows(v, LANES, l->depth, row, shift);
    } else {
        pack_rows(v, v->columns, l->depth, row, shift);
    }
    for (int n = 0; n < v->columns; n++) {
        v->sums[n] -= l->depth * v->zero_point;
    }
    for (int quad = (l->depth + QUAD - 1) / QUAD; quad < l->units; quad++) {
        memset(v->quads + (int64_t)quad * v->stride, 0, VECTOR);
    }
}

void vernier_pack(const struct layer *blank, const uint8_t *right, int32_t zero_point, int32_t transposed,
        struct layer *layer) {
    memcpy(layer, blank, (size_t)blank->weights);
    uint8_t *weights = (uint8_t *)layer + layer->weights;
    int32_t *sums = (int32_t *)((char *)layer + layer->weight_sums);
    int column = 0;
    for (int panel = 0; panel < layer->panels; panel++) {
        int vectors = panel_vectors(layer, panel);
        for (int v = 0; v < vectors; v++, column += LANES, sums += LANES) {
            int left = layer->shape.output_channels - column;
            struct lanes lanes = {
                .codes = right + (transposed ? (int64_t)column * layer->depth : column),
                .columns = left < LANES ? left : LANES,
                .zero_point = zero_point,
                .stride = vectors * VECTOR,
                .quads = weights + v * VECTOR,
                .sums = sums,
            };
            pack_lanes(layer, &lanes, transposed);
        }
        weights += (int64_t)vectors * layer->units * VECTOR;
    }
}
