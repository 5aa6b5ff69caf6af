/* Loops that only compute: independent sums in registers, as many as the tiles have. */
#include <immintrin.h>

#include "x86.h"

enum { SUMS = 24, NARROW_SUMS = 12 };

/* Keeps the compiler from seeing through a loop. */
#define OPAQUE(vector) __asm__ volatile("" : "+v"(vector))

TARGET_VNNI static int64_t wide_dot_products(int64_t steps) {
    __m512i sum[SUMS];
    __m512i a = _mm512_set1_epi8(1);
    __m512i b = _mm512_set1_epi8(2);
#pragma GCC unroll 24
    for (int i = 0; i < SUMS; i++) {
        sum[i] = _mm512_setzero_si512();
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 24
        for (int i = 0; i < SUMS; i++) {
            sum[i] = _mm512_dpbusd_epi32(sum[i], a, b);
            OPAQUE(sum[i]);
        }
    }
    return steps * SUMS * VECTOR;
}

TARGET_AVX2 static int64_t narrow_dot_products(int64_t steps) {
    __m256i sum[NARROW_SUMS];
    __m256i a = _mm256_set1_epi16(1);
#pragma GCC unroll 12
    for (int i = 0; i < NARROW_SUMS; i++) {
        sum[i] = _mm256_setzero_si256();
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 12
        for (int i = 0; i < NARROW_SUMS; i++) {
            OPAQUE(a);
            sum[i] = _mm256_add_epi32(sum[i], _mm256_madd_epi16(a, a));
            OPAQUE(sum[i]);
        }
    }
    return steps * NARROW_SUMS * 16;
}

int64_t vernier_peak_dot_products(int32_t isa, int64_t steps) {
    return isa >= ISA_VNNI ? wide_dot_products(steps) : narrow_dot_products(steps);
}

TARGET_BITS static int64_t counts(int64_t steps) {
    __m512i sum[SUMS];
    __m512i a = _mm512_set1_epi8(5);
    __m512i b = _mm512_set1_epi8(3);
#pragma GCC unroll 24
    for (int i = 0; i < SUMS; i++) {
        sum[i] = _mm512_setzero_si512();
    }
    for (int64_t step = 0; step < steps; step++) {
#pragma GCC unroll 24
        for (int i = 0; i < SUMS; i++) {
            OPAQUE(a);
            sum[i] = _mm512_add_epi32(sum[i], _mm512_popcnt_epi32(_mm512_and_si512(a, b)));
            OPAQUE(sum[i]);
        }
    }
    return steps * SUMS * VECTOR * 8;
}

int64_t vernier_peak_bit_counts(int32_t isa, int64_t steps) {
    return vernier_arithmetic(isa, 1, 1) == BIT_COUNTS ? counts(steps) : 0;
}
