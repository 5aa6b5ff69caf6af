/* AMX: a tile register holds 16 windows by 64 codes, 16 quads of codes by 16 channels, or 16 by 16 sums. */
#include <string.h>

#include "kernels.h"
#include "tiles.h"

struct tile_config {
    uint8_t palette, start_row;
    uint8_t reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

enum { REGISTERS = 8 };

TARGET_TILES void amx_begin(void) {
    struct tile_config config;
    memset(&config, 0, sizeof config);
    config.palette = 1;
    for (int i = 0; i < REGISTERS; i++) {
        config.row_bytes[i] = VECTOR;
        config.rows[i] = SQUARE;
    }
    tiles_configure(&config);
}

TARGET_TILES void amx_end(void) {
    tiles_release();
}

/* Copies a run to place `at` of a window whose squares begin at `window`. */
TARGET_VNNI INLINE int put_run(const uint8_t *run, int bytes, int at, uint8_t *window) {
    while (bytes > 0) {
        int room = VECTOR - at % VECTOR;
        int some = bytes < room ? bytes : room;
        const __mmask64 mask = ~0ULL >> (VECTOR - some);
        uint8_t *to = window + (int64_t)(at / VECTOR) * SQUARE_BYTES + at % VECTOR;
        _mm512_mask_storeu_epi8(to, mask, _mm512_maskz_loadu_epi8(mask, run));
        run += some;
        at += some;
        bytes -= some;
    }
    return at;
}

TARGET_VNNI void amx_lay_out(const struct layer *layer, const uint8_t *block, int positions, uint8_t *squares) {
    static const uint8_t NOTHING[VECTOR];
    const int32_t *windows = part(layer, layer->windows);
    const int32_t *runs = part(layer, layer->run_offsets);
    for (int p = 0; p < positions; p++) {
        int64_t square = (int64_t)(p / SQUARE) * layer->squares;
        uint8_t *window = squares + square * SQUARE_BYTES + p % SQUARE * VECTOR;
        int at = 0;
        for (int run = 0; run < layer->runs; run++) {
            at = put_run(block + windows[p] + runs[run], layer->quads * QUAD, at, window);
        }
        put_run(NOTHING, layer->squares * VECTOR - at, at, window);
    }
}

/* Up to 32 windows by one or two vectors: registers 0 to 3 hold sums, 4 and 5 codes, 6 and 7 weights. */
TARGET_TILES INLINE void multiply(const int tall, const int wide, const struct layer *layer, int vectors,
        const uint8_t *upper, const uint8_t *panel, int32_t *sums) {
    const uint8_t *lower = upper + (int64_t)layer->squares * SQUARE_BYTES;
    tiles_clear(0);
    tiles_clear(1);
    tiles_clear(2);
    tiles_clear(3);
    for (int square = 0; square < layer->squares; square++) {
        tiles_load(4, upper + (int64_t)square * SQUARE_BYTES, VECTOR);
        tiles_load(6, panel, vectors * VECTOR);
        tiles_multiply(0, 4, 6);
        if (wide) {
            tiles_load(7, panel + VECTOR, vectors * VECTOR);
            tiles_multiply(1, 4, 7);
        }
        if (tall) {
            tiles_load(5, lower + (int64_t)square * SQUARE_BYTES, VECTOR);
            tiles_multiply(2, 5, 6);
        }
        if (tall && wide) {
            tiles_multiply(3, 5, 7);
        }
        panel += (int64_t)SQUARE * vectors * VECTOR;
    }
    tiles_store(0, sums, PANEL * sizeof *sums);
    if (wide) {
        tiles_store(1, sums + LANES, PANEL * sizeof *sums);
    }
    if (tall) {
        tiles_store(2, sums + SQUARE * PANEL, PANEL * sizeof *sums);
    }
    if (tall && wide) {
        tiles_store(3, sums + SQUARE * PANEL + LANES, PANEL * sizeof *sums);
    }
}

TARGET_TILES void amx_tile(const struct layer *layer, int rows, int vectors, const uint8_t *const *x,
        const uint8_t *panel, int32_t *sums) {
    for (int v = 0; v < vectors; v += 2, panel += 2 * VECTOR, sums += 2 * LANES) {
        int wide = vectors - v >= 2;
        if (rows > SQUARE && wide) {
            multiply(1, 1, layer, vectors, x[0], panel, sums);
        } else if (rows > SQUARE) {
            multiply(1, 0, layer, vectors, x[0], panel, sums);
        } else if (wide) {
            multiply(0, 1, layer, vectors, x[0], panel, sums);
        } else {
            multiply(0, 0, layer, vectors, x[0], panel, sums);
        }
    }
}
