/* Tile registers in memory, in place of tiles.h, for processors without AMX. */
#ifndef TILES_H
#define TILES_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#define TARGET_TILES

enum { TILE_HEIGHT = 16, TILE_WIDTH = 64 };

static _Thread_local int8_t tile_registers[8][TILE_HEIGHT][TILE_WIDTH];
static _Thread_local int tiles_configured;

static inline void tiles_load(int tile, const void *from, int64_t stride) {
    for (int row = 0; row < TILE_HEIGHT && tiles_configured; row++) {
        memcpy(tile_registers[tile][row], (const char *)from + row * stride, TILE_WIDTH);
    }
}

static inline void tiles_store(int tile, void *to, int64_t stride) {
    for (int row = 0; row < TILE_HEIGHT && tiles_configured; row++) {
        memcpy((char *)to + row * stride, tile_registers[tile][row], TILE_WIDTH);
    }
}

static inline void tiles_clear(int tile) {
    memset(tile_registers[tile], 0, sizeof tile_registers[tile]);
}

/* TDPBUSD of Intel's manual: sums[m][n] += codes[m][4k + i] * weights[k][4n + i] */
static inline void tiles_multiply(int sums, int codes, int weights) {
    for (int m = 0; m < TILE_HEIGHT; m++) {
        for (int n = 0; n < TILE_WIDTH / 4; n++) {
            int32_t sum;
            memcpy(&sum, tile_registers[sums][m] + 4 * n, sizeof sum);
            for (int k = 0; k < TILE_WIDTH; k++) {
                sum += (uint8_t)tile_registers[codes][m][k] * tile_registers[weights][k / 4][4 * n + k % 4];
            }
            memcpy(tile_registers[sums][m] + 4 * n, &sum, sizeof sum);
        }
    }
}

/* Each register is to be as large as they get; byte 0 is the palette, then bytes for each row and rows follow. */
static inline void tiles_configure(const void *config) {
    const uint8_t *bytes = (const uint8_t *)config;
    int whole = bytes[0] == 1;
    for (int tile = 0; tile < 8; tile++) {
        whole &= bytes[16 + 2 * tile] == TILE_WIDTH && bytes[17 + 2 * tile] == 0 && bytes[48 + tile] == TILE_HEIGHT;
    }
    tiles_configured = whole;
}

static inline void tiles_release(void) {
    tiles_configured = 0;
}

static inline int tiles_usable(unsigned features, uint64_t enabled_state) {
    (void)features;
    (void)enabled_state;
    return 1;
}

#endif
