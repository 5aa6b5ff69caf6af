/* The kernels for x86-64. */
#ifndef X86_H
#define X86_H

#include "../kernels.h"

#define TARGET_AVX2 __attribute__((target("avx2,fma,popcnt")))
#define TARGET_VNNI __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
#define TARGET_BITS \
    __attribute__((target("avx2,fma,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx512vpopcntdq")))

/* Rows by vectors whose sums, and as far as can be the addresses of windows, stay in 512-bit and general registers. */
#define EACH_TILE(TILE) \
    TILE(1, 1) TILE(2, 1) TILE(4, 1) TILE(8, 1) \
    TILE(1, 2) TILE(2, 2) TILE(4, 2) TILE(8, 2) \
    TILE(1, 3) TILE(2, 3) TILE(4, 3) TILE(8, 3) \
    TILE(1, 4) TILE(2, 4) TILE(4, 4) TILE(6, 4)

tile_kernel avx2_tile, avx2_depthwise, vnni_tile, vnni_depthwise, vnni_stream, bits_tile, amx_tile;
finish_kernel avx2_finish, vnni_finish;
output_kernel vnni_tile_to_codes, vnni_depthwise_to_codes, bits_tile_to_output;

void amx_gather(const struct layer *layer, const uint8_t *block, int positions, uint8_t *squares);
void amx_begin(const struct layer *layer);
void amx_end(void);

void avx2_unpack(const struct layer *layer, int vectors, const uint8_t *panel, uint8_t *bytes);
int32_t avx2_window_sum(const struct layer *layer, const uint8_t *window);
void bits_pack(const uint8_t *codes, int64_t segments, int segment_codes, int plane, uint8_t *bits);
int32_t bits_window_sum(const struct layer *layer, const uint8_t *window);

#endif
