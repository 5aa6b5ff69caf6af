/* Tile registers in memory, in place of tiles.h, for processors without AMX. */
#ifndef TILES_H
#define TILES_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define TARGET_TILES

enum { TILES = 8, TILE_ROWS_AT_MOST = 16, TILE_BYTES_AT_MOST = 64 };

/* A register that is not configured has no rows. */
struct emulated_tile {
    int rows, row_bytes;
    int8_t cells[TILE_ROWS_AT_MOST][TILE_BYTES_AT_MOST];
};

static _Thread_local struct emulated_tile emulated_tiles[TILES];

/* Byte 0 is the palette; from byte 16 on follow 16-bit lengths of rows, from byte 48 on numbers of rows. */
static inline void tiles_configure(const void *config) {
    const uint8_t *bytes = (const uint8_t *)config;
    for (int i = 0; i < TILES && bytes[0] == 1; i++) {
        emulated_tiles[i].row_bytes = bytes[16 + 2 * i] + 256 * bytes[17 + 2 * i];
        emulated_tiles[i].rows = bytes[48 + i];
    }
}

static inline void tiles_release(void) {
    memset(emulated_tiles, 0, sizeof emulated_tiles);
}

static inline void tiles_load(int tile, const void *from, int64_t stride) {
    struct emulated_tile *t = &emulated_tiles[tile];
    memset(t->cells, 0, sizeof t->cells);
    for (int row = 0; row < t->rows; row++) {
        memcpy(t->cells[row], (const char *)from + row * stride, (size_t)t->row_bytes);
    }
}

static inline void tiles_store(int tile, void *to, int64_t stride) {
    const struct emulated_tile *t = &emulated_tiles[tile];
    for (int row = 0; row < t->rows; row++) {
        memcpy((char *)to + row * stride, t->cells[row], (size_t)t->row_bytes);
    }
}

static inline void tiles_clear(int tile) {
    memset(emulated_tiles[tile].cells, 0, sizeof emulated_tiles[tile].cells);
}

/* TDPBUSD of Intel's manual: sums[m][n] += codes[m][4k + i] * weights[k][4n + i] */
static inline void tiles_multiply(int sums, int codes, int weights) {
    struct emulated_tile *c = &emulated_tiles[sums];
    const struct emulated_tile *a = &emulated_tiles[codes];
    const struct emulated_tile *b = &emulated_tiles[weights];
    if (c->rows != a->rows || c->row_bytes != b->row_bytes || a->row_bytes != 4 * b->rows) {
        __builtin_trap();
    }
    for (int m = 0; m < c->rows; m++) {
        for (int n = 0; n < c->row_bytes / 4; n++) {
            int32_t sum;
            memcpy(&sum, c->cells[m] + 4 * n, sizeof sum);
            for (int k = 0; k < a->row_bytes; k++) {
                sum += (uint8_t)a->cells[m][k] * b->cells[k / 4][4 * n + k % 4];
            }
            memcpy(c->cells[m] + 4 * n, &sum, sizeof sum);
        }
    }
}

static inline int tiles_usable(unsigned features, uint64_t enabled_state) {
    (void)features;
    (void)enabled_state;
    return 1;
}

#endif
