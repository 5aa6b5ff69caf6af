/*
 * The tile registers of AMX, by number: 16 rows of 64 bytes each. Tests put emulated ones in their place, so that the
 * kernels can be tested on processors that have none.
 */
#ifndef TILES_H
#define TILES_H

#include <cpuid.h>
#include <immintrin.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TARGET_TILES __attribute__((target("amx-tile,amx-int8")))

#define tiles_load(tile, from, stride) _tile_loadd(tile, from, stride)
#define tiles_store(tile, to, stride) _tile_stored(tile, to, stride)
#define tiles_clear(tile) _tile_zero(tile)
/* sums += unsigned codes * signed weights */
#define tiles_multiply(sums, codes, weights) _tile_dpbusd(sums, codes, weights)
#define tiles_configure(config) _tile_loadconfig(config)
#define tiles_release() _tile_release()

/* Linux gives a process the tiles only when it asks for them. */
static inline int tiles_usable(unsigned features, uint64_t enabled_state) {
    const unsigned wanted = bit_AMX_TILE | bit_AMX_INT8;
    const uint64_t tile_state = 0x60000;
    const long request_permission = 0x1023;
    const long tile_data = 18;
    return (features & wanted) == wanted && (enabled_state & tile_state) == tile_state
            && syscall(SYS_arch_prctl, request_permission, tile_data) == 0;
}

#endif
