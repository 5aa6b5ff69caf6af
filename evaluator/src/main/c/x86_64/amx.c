/*
 * AMX: a tile register holds 16 windows by up to 16 quads of codes, as many quads of weights by 16 channels, or 16 by 16
 * sums.
 */
#include <string.h>

#include "x86.h"
#include "tiles.h"

struct tile_config {
    uint8_t palette, start_row;
    uint8_t reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

/* Four registers for sums, two for codes and two for weights. */
enum { SUMS = 0, CODES = 4, WEIGHTS = 6, END = 8 };

TARGET_TILES void amx_begin(const struct layer *layer) {
    struct tile_config config;
    memset(&config, 0, sizeof config);
    config.palette = 1;
    for (int i = SUMS; i < END; i++) {
        config.row_bytes[i] = i >= CODES && i < WEIGHTS ? (uint16_t)(layer->square_quads * QUAD) : VECTOR;
        config.rows[i] = i >= WEIGHTS ? (uint8_t)layer->square_quads : SQUARE;
    }
    tiles_configure(&config);
}

TARGET_TILES void amx_end(void) {
    tiles_release();
}

TARGET_VNNI void amx_gather(const struct layer *layer, const uint8_t *block, int positions, uint8_t *squares) {
    const int32_t *windows = part(layer, layer->windows);
    const int32_t *runs = part(layer, layer->run_offsets);
    const int bytes = layer->square_quads * QUAD;
    const __mmask64 mask = ~0ULL >> (VECTOR - bytes);
    for (int p = 0; p < positions; p++) {
        int64_t first = (int64_t)(p / SQUARE) * layer->runs * layer->squares;
        uint8_t *to = squares + first * SQUARE_BYTES + p % SQUARE * VECTOR;
        for (int run = 0; run < layer->runs; run++) {
            const uint8_t *from = block + windows[p] + runs[run];
            for (int square = 0; square < layer->squares; square++, from += bytes, to += SQUARE_BYTES) {
                _mm512_mask_storeu_epi8(to, mask, _mm512_maskz_loadu_epi8(mask, from));
            }
        }
    }
}

/* 16 or 32 windows by one or two vectors of a panel. */
TARGET_TILES INLINE void multiply(const int tall, const int wide, const struct layer *layer, int vectors,
        const uint8_t *const *x, const uint8_t *panel, int32_t *sums) {
    const int32_t *runs = part(layer, layer->run_offsets);
    const int64_t between = layer->gathered ? VECTOR : x[1] - x[0];
    const int64_t sums_stride = PANEL * sizeof *sums;
    const int weights_stride = vectors * VECTOR;
    int64_t gathered = 0;
    tiles_clear(0);
    tiles_clear(1);
    tiles_clear(2);
    tiles_clear(3);
    for (int run = 0; run < layer->runs; run++) {
        int64_t at = runs[run];
        for (int square = 0; square < layer->squares; square++, at += layer->square_quads * QUAD) {
            int64_t from = layer->gathered ? gathered : at;
            tiles_load(4, x[0] + from, between);
            tiles_load(6, panel, weights_stride);
            tiles_multiply(0, 4, 6);
            if (wide) {
                tiles_load(7, panel + VECTOR, weights_stride);
                tiles_multiply(1, 4, 7);
            }
            if (tall) {
                tiles_load(5, x[SQUARE] + from, between);
                tiles_multiply(2, 5, 6);
            }
            if (tall && wide) {
                tiles_multiply(3, 5, 7);
            }
            gathered += SQUARE_BYTES;
            panel += (int64_t)layer->square_quads * weights_stride;
        }
    }
    tiles_store(0, sums, sums_stride);
    if (wide) {
        tiles_store(1, sums + LANES, sums_stride);
    }
    if (tall) {
        tiles_store(2, sums + SQUARE * PANEL, sums_stride);
    }
    if (tall && wide) {
        tiles_store(3, sums + SQUARE * PANEL + LANES, sums_stride);
    }
}

TARGET_TILES void amx_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v += 2, panel += 2 * VECTOR, sums += 2 * LANES) {
        int wide = vectors - v >= 2;
        if (rows > SQUARE && wide) {
            multiply(1, 1, layer, vectors, x, panel, sums);
        } else if (rows > SQUARE) {
            multiply(1, 0, layer, vectors, x, panel, sums);
        } else if (wide) {
            multiply(0, 1, layer, vectors, x, panel, sums);
        } else {
            multiply(0, 0, layer, vectors, x, panel, sums);
        }
    }
}
