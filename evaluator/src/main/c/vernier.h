/*
 * What Java calls. A layer is prepared once into one block of memory that holds no pointers, so that any number of
 * threads may run it; a run needs scratch memory of its own. Nothing here keeps state, and nothing but vernier_allocate
 * allocates or fails.
 */
#ifndef VERNIER_H
#define VERNIER_H

#include <stdint.h>

#define VERNIER_API __attribute__((visibility("default")))

/* Instruction sets: of x86-64, then of aarch64, each containing those before it. */
enum isa { ISA_NONE, ISA_AVX2, ISA_VNNI, ISA_AMX, ISA_NEON, ISA_DOTPROD };

/* How the weights of a layer are kept and multiplied. */
enum arithmetic { BYTE_PRODUCTS, BIT_COUNTS };

/* Fields are those of ConvShape, in its order. */
struct shape {
    int32_t input_height, input_width, input_channels;
    int32_t output_height, output_width, output_channels;
    int32_t kernel_height, kernel_width;
    int32_t stride_height, stride_width;
    int32_t dilation_height, dilation_width;
    int32_t pad_top, pad_left;
    int32_t groups;
};

struct request {
    struct shape shape;
    int32_t weight_bits;
    int32_t activation_bits;
    int32_t isa;
};

/* What a run makes of its sums. */
enum finish { TO_CODES, TO_FLOATS, TO_SUMS, TO_JOIN };

/* Followed by one int32 of bias and one float multiplier for each output channel, both unused by TO_SUMS. */
struct call {
    int64_t images;
    int32_t input_zero_point;
    int32_t finish;
    float low, high;
    float scale;
    int32_t zero_point, min_code, max_code;

    /* TO_JOIN adds the codes of another tensor to the codes and requantizes the sums. */
    const uint8_t *other;
    float other_scale;
    int32_t other_zero_point;
    float join_low, join_high;
    float join_scale;
    int32_t join_zero_point, join_min_code, join_max_code;
};

struct layer;

/* The best instruction set that processor and operating system have. Asks the system for the tiles of AMX. */
VERNIER_API int32_t vernier_isa(void);

/* Which arithmetic a layer of these widths gets; depthwise layers always multiply. */
VERNIER_API int32_t vernier_arithmetic(int32_t isa, int32_t weight_bits, int32_t activation_bits);

/* Bytes that the prepared layer takes; aligned to 64 by the caller, like all memory but inputs and outputs. */
VERNIER_API int64_t vernier_layer_bytes(const struct request *request);

/* Zeroed memory for a large layer; null when there is none. To be released with the same number of bytes. */
VERNIER_API void *vernier_allocate(int64_t bytes);
VERNIER_API void vernier_release(void *layer, int64_t bytes);

/* Weights in ONNX order and one zero point for each output channel; neither is kept. */
VERNIER_API void vernier_prepare(
        const struct request *request, const int8_t *weights, const int8_t *zero_points, struct layer *layer);

/*
 * A product of two activations is a layer whose weights come with each call. What does not depend on them is prepared
 * once, in so many bytes; a call packs codes of the right operand beside a copy of it, which makes a layer to run. The
 * request is that of a 1x1 convolution with weights of 5 to 8 bits, which are kept in a byte each.
 */
VERNIER_API int64_t vernier_blank_bytes(const struct request *request);
VERNIER_API void vernier_prepare_blank(const struct request *request, struct layer *blank);

/* The operand lies [depth][columns], or [columns][depth] where it is transposed. */
VERNIER_API void vernier_pack(const struct layer *blank, const uint8_t *right, int32_t zero_point, int32_t transposed,
        struct layer *layer);

/* Bytes of scratch memory that a run needs. */
VERNIER_API int64_t vernier_scratch_bytes(const struct layer *layer);

VERNIER_API void vernier_run(
        const struct layer *layer, const struct call *call, const uint8_t *input, void *output, void *scratch);

/*
 * Loops over registers that show what one core can do at most. Each returns how many multiplications with additions its
 * steps made: of codes of 8 bits, and of single bits (0 where there is no such instruction).
 */
VERNIER_API int64_t vernier_peak_dot_products(int32_t isa, int64_t steps);
VERNIER_API int64_t vernier_peak_bit_counts(int32_t isa, int64_t steps);

#endif
