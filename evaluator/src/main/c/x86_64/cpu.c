/* What processor and operating system can do, and the kernels for it. */
#include <cpuid.h>

#include "x86.h"
#include "tiles.h"

enum {
    VECTOR_STATE = 0x06,          /* of AVX, in the control register that xgetbv reads */
    AVX512_STATE = 0xE6
};

struct leaf {
    unsigned eax, ebx, ecx, edx;
};

static struct leaf leaf(unsigned number) {
    struct leaf l = {0, 0, 0, 0};
    __get_cpuid_count(number, 0, &l.eax, &l.ebx, &l.ecx, &l.edx);
    return l;
}

static uint64_t enabled_state(void) {
    if (!(leaf(1).ecx & bit_OSXSAVE)) {
        return 0;
    }
    uint32_t low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}

static int all(uint64_t bits, uint64_t wanted) {
    return (bits & wanted) == wanted;
}

int has_bit_counts(void) {
    return all(leaf(7).ecx, bit_AVX512VPOPCNTDQ);
}

const struct kernels *kernels_of(int32_t isa) {
    static const struct square_kernels SQUARES = {amx_begin, amx_gather, amx_tile, amx_end};
    static const struct kernels AVX2 = {
        .products = avx2_tile,
        .depthwise = avx2_depthwise,
        .finish = avx2_finish,
        .unpack = avx2_unpack,
        .window_sum = avx2_window_sum,
        .rows = 4,
        .lone_vectors = 1,
    };
    static const struct kernels VNNI = {
        .products = vnni_tile,
        .products_to_codes = vnni_tile_to_codes,
        .depthwise_to_codes = vnni_depthwise_to_codes,
        .depthwise = vnni_depthwise,
        .counts = bits_tile,
        .counts_to_output = bits_tile_to_output,
        .stream = vnni_stream,
        .finish = vnni_finish,
        .unpack = avx2_unpack,
        .window_sum = avx2_window_sum,
        .pick_bits = bits_pack,
        .bit_sum = bits_window_sum,
        .counted_pairs = 2,
    };
    static const struct kernels AMX = {
        .products = vnni_tile,
        .products_to_codes = vnni_tile_to_codes,
        .depthwise_to_codes = vnni_depthwise_to_codes,
        .depthwise = vnni_depthwise,
        .stream = vnni_stream,
        .squares = &SQUARES,
        .finish = vnni_finish,
        .unpack = avx2_unpack,
        .window_sum = avx2_window_sum,
    };
    return isa == ISA_AVX2 ? &AVX2 : isa == ISA_VNNI ? &VNNI : &AMX;
}

int32_t vernier_isa(void) {
    const unsigned avx512 = bit_AVX512F | bit_AVX512BW | bit_AVX512DQ | bit_AVX512VL;
    struct leaf features = leaf(7);
    uint64_t state = enabled_state();
    if (!all(state, VECTOR_STATE) || !all(leaf(1).ecx, bit_FMA | bit_POPCNT) || !all(features.ebx, bit_AVX2)) {
        return ISA_NONE;
    }
    if (!all(state, AVX512_STATE) || !all(features.ebx, avx512) || !all(features.ecx, bit_AVX512VNNI)) {
        return ISA_AVX2;
    }
    return tiles_usable(features.edx, state) ? ISA_AMX : ISA_VNNI;
}
