/* What processor and operating system can do, and the kernels for it. */
#include <sys/auxv.h>

#include "neon.h"

#ifndef HWCAP_ASIMDDP
#define HWCAP_ASIMDDP (1 << 20)
#endif

int has_bit_counts(void) {
    return 1;
}

/* 16 products of bytes take three or four instructions, or one if that is a dot product; three count 128 pairs of bits. */
const struct kernels *kernels_of(int32_t isa) {
    static const struct kernels NEON = {
        .products = neon_tile,
        .depthwise = neon_depthwise,
        .counts = neon_counts,
        .finish = neon_finish,
        .unpack = neon_unpack,
        .window_sum = neon_window_sum,
        .pick_bits = neon_pick_bits,
        .bit_sum = neon_bit_sum,
        .rows = 4,
        .lone_vectors = 1,
        .counted_pairs = 4,
        .shift = CENTRE,
    };
    static const struct kernels DOTPROD = {
        .products = dotprod_tile,
        .depthwise = dotprod_depthwise,
        .counts = neon_counts,
        .stream = dotprod_stream,
        .finish = neon_finish,
        .unpack = neon_unpack,
        .window_sum = neon_window_sum,
        .pick_bits = neon_pick_bits,
        .bit_sum = neon_bit_sum,
        .rows = 4,
        .lone_vectors = 1,
        .counted_pairs = 2,
        .shift = CENTRE,
    };
    return isa == ISA_NEON ? &NEON : &DOTPROD;
}

/* Every processor of this architecture that Linux runs on has NEON. */
int32_t vernier_isa(void) {
    return getauxval(AT_HWCAP) & HWCAP_ASIMDDP ? ISA_DOTPROD : ISA_NEON;
}
