/* A run: block by block the input is laid out, then panel by panel and tile by tile summed and finished. */
#include <string.h>

#include "kernels.h"

/* Up to so many, weights are not worth unpacking. */
enum { FEW_POSITIONS = 3 };

struct run {
    const struct layer *layer;
    const struct call *call;
    const uint8_t *input;
    const uint8_t *input_end;
    void *output;
    const struct kernels *kernels;
    tile_kernel *tile;
    output_kernel *to_output;     /* instead of the tile and the epilogue, if not null */
    int tiles;                    /* whether tile registers multiply where they can be filled */
    int unpacks;                  /* whether panels become bytes before they are multiplied */
    int centres;                  /* whether sums of windows enter the epilogue */
    int32_t shift;                /* sums are those of products with codes less this */
    struct epilogue epilogue;

    /* Parts of the scratch memory. */
    int32_t *base;                /* of all lanes */
    float *multipliers;
    int32_t *window_sums;         /* of a block, one group */
    int32_t *sums;                /* of a tile */
    uint8_t *panel;               /* unpacked */
    uint8_t *row;                 /* padded, before its bits are picked */
    uint8_t *squares;             /* of a block, one group */
    uint8_t *block;
};

static int64_t aligned(int64_t bytes) {
    return (bytes + VECTOR - 1) / VECTOR * VECTOR;
}

static int64_t row_codes(const struct layer *l) {
    return (int64_t)l->row_bytes / l->pixel_bytes * l->shape.input_channels;
}

static int may_unpack(const struct layer *l) {
    return l->arithmetic == BYTE_PRODUCTS && l->weight_bits < 8;
}

/* Hands out scratch memory; with none to hand out, counts how much it takes. */
static int64_t share_scratch(const struct layer *l, struct run *run, char *scratch) {
    int64_t lanes = (int64_t)l->groups * l->vectors * LANES + PANEL;
    int64_t base = 0;
    int64_t multipliers = base + aligned(lanes * 4);
    int64_t window_sums = multipliers + aligned(lanes * 4);
    int64_t sums = window_sums + aligned((int64_t)l->positions * 4);
    int64_t panel = sums + 2 * TILE_ROWS * PANEL * 4;
    int64_t row = panel + (may_unpack(l) ? (int64_t)l->units * (8 / l->weight_bits) * PANEL_VECTORS * VECTOR : 0);
    int64_t squares = row + (l->arithmetic == BIT_COUNTS ? aligned(row_codes(l)) + SLACK : 0);
    int64_t gathered = l->gathered ? (int64_t)(l->positions + SQUARE - 1) / SQUARE * l->runs * l->squares : 0;
    int64_t block = squares + gathered * SQUARE_BYTES;
    if (scratch) {
        run->base = (int32_t *)(scratch + base);
        run->multipliers = (float *)(scratch + multipliers);
        run->window_sums = (int32_t *)(scratch + window_sums);
        run->sums = (int32_t *)(scratch + sums);
        run->panel = (uint8_t *)(scratch + panel);
        run->row = (uint8_t *)(scratch + row);
        run->squares = (uint8_t *)(scratch + squares);
        run->block = (uint8_t *)(scratch + block);
    }
    return block + l->block_bytes * l->planes + SLACK;
}

int64_t vernier_scratch_bytes(const struct layer *layer) {
    return share_scratch(layer, 0, 0);
}

/* v < low ? low : v > high ? high : v */
static float clamp(float v, float low, float high) {
    return v < low ? low : v > high ? high : v;
}

/* Folds the zero point of what is multiplied into biases, and leaves the biases out where bare sums are wanted. */
static void fold(const struct call *call, int32_t zero_point, int channels, const int32_t *bias, const float *multipliers,
        const int32_t *weight_sums, int32_t *restrict base, float *restrict out) {
    for (int c = 0; c < channels; c++) {
        int32_t shift = zero_point * weight_sums[c];
        base[c] = (call->finish == TO_SUMS ? 0 : bias[c]) - shift;
        out[c] = call->finish == TO_SUMS ? 0 : multipliers[c];
    }
}

/*
 * Limits in steps of a scale. Division by a positive scale keeps the order of floats, so clamping to real limits before
 * it and to codes after it is one clamp after it.
 */
static float limit(float real, float scale, int32_t zero_point, int32_t min_code, int32_t max_code) {
    return clamp(real / scale, (float)(min_code - zero_point), (float)(max_code - zero_point));
}

static void start_join(const struct call *call, struct epilogue *e) {
    e->other_scale = call->other_scale;
    e->other_zero_point = call->other_zero_point;
    e->join_scale = call->join_scale;
    e->join_zero_point = call->join_zero_point;
    e->join_low = limit(call->join_low, call->join_scale, call->join_zero_point, call->join_min_code,
            call->join_max_code);
    e->join_high = limit(call->join_high, call->join_scale, call->join_zero_point, call->join_min_code,
            call->join_max_code);
}

static void start_epilogue(struct run *run) {
    const struct layer *l = run->layer;
    const struct call *call = run->call;
    const int32_t *bias = (const int32_t *)(call + 1);
    const float *multipliers = (const float *)(bias + l->shape.output_channels);
    const int32_t *weight_sums = part(l, l->weight_sums);
    int channels = l->depthwise ? l->shape.output_channels : l->group_outputs;
    for (int group = 0; group < l->groups; group++) {
        for (int first = 0; first < l->panel_channels; first += channels) {
            int lane = group * l->vectors * LANES + first;
            fold(call, call->input_zero_point - run->shift, channels, bias + group * channels,
                    multipliers + group * channels, weight_sums + lane, run->base + lane, run->multipliers + lane);
        }
    }
    run->epilogue.finish = call->finish;
    run->epilogue.low = call->low;
    run->epilogue.high = call->high;
    run->epilogue.scale = call->scale;
    run->epilogue.zero_point = call->zero_point;
    if (call->finish == TO_CODES || call->finish == TO_JOIN) {
        run->epilogue.low = limit(call->low, call->scale, call->zero_point, call->min_code, call->max_code);
        run->epilogue.high = limit(call->high, call->scale, call->zero_point, call->min_code, call->max_code);
    }
    if (call->finish == TO_JOIN) {
        start_join(call, &run->epilogue);
    }
}

/* One row of the padded input, y counted from the image's first row. */
static void pad_row(const struct run *run, const uint8_t *image, int y, uint8_t *to) {
    const struct shape *s = &run->layer->shape;
    int64_t bytes = row_codes(run->layer);
    int64_t row = (int64_t)s->input_width * s->input_channels;
    int zero = run->call->input_zero_point;
    if (y < 0 || y >= s->input_height) {
        memset(to, zero, (size_t)bytes);
        return;
    }
    int64_t left = (int64_t)s->pad_left * s->input_channels;
    left = left < bytes ? left : bytes;
    int64_t inside = row < bytes - left ? row : bytes - left;
    memset(to, zero, (size_t)left);
    memcpy(to + left, image + y * row, (size_t)inside);
    memset(to + left + inside, zero, (size_t)(bytes - left - inside));
}

static void pick_bits(const struct run *run, const uint8_t *codes, int rows, uint8_t *to) {
    const struct layer *l = run->layer;
    int64_t segments = (int64_t)rows * (l->row_bytes / l->pixel_bytes) * l->groups;
    for (int plane = 0; plane < l->planes; plane++) {
        run->kernels->pick_bits(codes, segments, l->group_inputs, plane, to + plane * l->block_bytes);
    }
}

/* Rows of one image, from row `top` on, into scratch memory. */
static void lay_out_rows(const struct run *run, const uint8_t *image, int top, int rows, uint8_t *to) {
    const struct layer *l = run->layer;
    int counts = l->arithmetic == BIT_COUNTS;
    if (counts && !l->padded) {
        pick_bits(run, image + top * row_codes(l), rows, to);
        return;
    }
    for (int i = 0; i < rows; i++, to += l->row_bytes) {
        pad_row(run, image, top + i, counts ? run->row : to);
        if (counts) {
            pick_bits(run, run->row, 1, to);
        }
    }
}

/* The input of a block: where it lies already if it can be read there. */
static const uint8_t *block_input(const struct run *run, int64_t image, int images, int row, int rows) {
    const struct layer *l = run->layer;
    const struct shape *s = &l->shape;
    int64_t image_bytes = (int64_t)s->input_height * s->input_width * s->input_channels;
    int top = row * s->stride_height - s->pad_top;
    int needed = input_rows(s, rows);
    if (!l->padded && l->arithmetic == BYTE_PRODUCTS) {
        const uint8_t *from = run->input + image * image_bytes + (int64_t)top * l->row_bytes;
        const uint8_t *end = from + (images - 1) * image_bytes + (int64_t)needed * l->row_bytes;
        if (end + l->overread <= run->input_end) {
            return from;
        }
    }
    for (int i = 0; i < images; i++) {
        lay_out_rows(run, run->input + (image + i) * image_bytes, top, needed, run->block + i * l->image_bytes);
    }
    return run->block;
}

static void sum_windows(const struct run *run, const uint8_t *block, int positions) {
    const struct layer *l = run->layer;
    const struct kernels *kernels = run->kernels;
    const int32_t *windows = part(l, l->windows);
    for (int p = 0; p < positions; p++) {
        const uint8_t *window = block + windows[p];
        int32_t sum = l->arithmetic == BIT_COUNTS ? kernels->bit_sum(l, window) : kernels->window_sum(l, window);
        run->window_sums[p] = sum - run->shift * l->depth;
    }
}

static void centre_depthwise(
        const struct run *run, int rows, int channels, const int32_t *zero_points, const uint8_t *const *x) {
    const struct layer *l = run->layer;
    int32_t *codes = run->sums + TILE_ROWS * PANEL;
    run->tile(l, rows, PANEL_VECTORS, x, part(l, l->ones), codes);
    for (int r = 0; r < rows; r++) {
        for (int c = 0; c < channels; c++) {
            run->sums[r * PANEL + c] -= zero_points[c] * codes[r * PANEL + c];
        }
    }
}

/* Rows of a full tile, and of what is left when fewer remain. */
static int tile_rows(const struct run *run, int vectors, int remaining) {
    static const int FULL[] = {8, 8, 8, 6};
    int rows = FULL[vectors - 1];
    if (run->layer->depthwise || (run->tiles && remaining >= SQUARE)) {
        return remaining >= TILE_ROWS ? TILE_ROWS : run->tiles ? SQUARE : remaining;
    }
    int fixed = run->kernels->rows;
    if (fixed > 0) {
        return remaining >= fixed ? fixed : 1;
    }
    return remaining > 4 ? rows : remaining > 2 ? 4 : remaining;
}

static void panel_tiles(const struct run *run, const uint8_t *block, int positions, int64_t first_output, int lane,
        int channels, int vectors, const uint8_t *weights) {
    const struct layer *l = run->layer;
    const int32_t *windows = part(l, l->windows);
    const int32_t *targets = part(l, l->targets);
    const int32_t *zero_points = (const int32_t *)part(l, l->zero_points) + lane;
    struct epilogue epilogue = run->epilogue;
    epilogue.base = run->base + lane;
    epilogue.multipliers = run->multipliers + lane;
    epilogue.zero_points = l->asymmetric ? zero_points : 0;
    int joins = epilogue.finish == TO_JOIN;
    void *output = (char *)run->output + first_output * (joins || epilogue.finish == TO_CODES ? 1 : 4);
    epilogue.other = joins ? run->call->other + first_output : 0;
    for (int p = 0; p < positions;) {
        int rows = tile_rows(run, vectors, positions - p);
        int valid = rows < positions - p ? rows : positions - p;
        const uint8_t *x[TILE_ROWS];
        for (int r = 0; r < rows; r++) {
            x[r] = block + windows[p + (r < valid ? r : 0)];
        }
        const int32_t *window_sums = run->centres ? run->window_sums + p : 0;
        if (run->to_output && rows == valid && (l->depthwise || channels == vectors * LANES)) {
            run->to_output(l, &epilogue, rows, channels, x, weights, window_sums, output, targets + p);
            p += valid;
            continue;
        }
        if (run->tiles && rows % SQUARE == 0) {
            for (int r = 0; l->gathered && r < rows; r += SQUARE) {
                x[r] = run->squares + (int64_t)(p + r) * l->runs * l->squares * VECTOR;
            }
            run->kernels->squares->tile(l, rows, vectors, x, weights, run->sums);
        } else {
            run->tile(l, rows, vectors, x, weights, run->sums);
        }
        if (l->depthwise && l->asymmetric) {
            centre_depthwise(run, valid, channels, zero_points, x);
        }
        run->kernels->finish(&epilogue, valid, channels, run->sums, window_sums, output, targets + p);
        p += valid;
    }
}

static void group_panels(
        const struct run *run, int group, const uint8_t *block, int positions, int64_t first_output) {
    const struct layer *l = run->layer;
    if (run->centres) {
        sum_windows(run, block, positions);
    }
    if (run->tiles && l->gathered) {
        run->kernels->squares->gather(l, block, positions, run->squares);
    }
    int vector = 0;
    for (int panel = 0; panel < l->panels; panel++) {
        int vectors = panel_vectors(l, panel);
        int first = vector * LANES;
        int left = l->panel_channels - first;
        int channels = left < vectors * LANES ? left : vectors * LANES;
        const uint8_t *weights = (const uint8_t *)part(l, l->weights)
                + ((int64_t)group * l->vectors + vector) * l->units * VECTOR;
        if (run->unpacks) {
            run->kernels->unpack(l, vectors, weights, run->panel);
            weights = run->panel;
        }
        panel_tiles(run, block + (l->depthwise ? first : 0), positions, first_output + first,
                group * l->vectors * LANES + first, channels, vectors, weights);
        vector += vectors;
    }
}

/* Whether all quotients that become codes fit 32 bits, whatever the sums. */
static int quotients_fit(const struct run *run) {
    const struct call *call = run->call;
    int32_t channels = run->layer->shape.output_channels;
    const float *multipliers = (const float *)((const int32_t *)(call + 1) + channels);
    float largest = 0;
    for (int32_t c = 0; c < channels; c++) {
        float size = multipliers[c] < 0 ? -multipliers[c] : multipliers[c];
        largest = size > largest ? size : largest;
    }
    float joined = 255 * call->scale + 255 * call->other_scale;
    return call->scale < 0x1p64f && largest <= call->scale / 2
            && (call->finish == TO_CODES || joined <= 0x1p30f * call->join_scale);
}

static output_kernel *output_kernel_of(const struct run *run) {
    const struct kernels *kernels = run->kernels;
    int32_t finish = run->call->finish;
    int codes = finish == TO_CODES || finish == TO_JOIN;
    if (run->layer->asymmetric || (codes && !quotients_fit(run))) {
        return 0;
    }
    if (run->layer->depthwise) {
        return codes ? kernels->depthwise_to_codes : 0;
    }
    if (run->tile == kernels->counts) {
        return codes || finish == TO_SUMS ? kernels->counts_to_output : 0;
    }
    return codes && run->tile == kernels->products && !run->tiles ? kernels->products_to_codes : 0;
}

static void choose_kernels(struct run *run) {
    const struct layer *l = run->layer;
    int64_t positions = run->call->images * l->shape.output_height * l->row_positions;
    int counts = l->arithmetic == BIT_COUNTS;
    const struct kernels *kernels = kernels_of(l->isa);
    int streams = may_unpack(l) && kernels->stream && positions <= FEW_POSITIONS && l->runs == 1;
    run->kernels = kernels;
    run->tiles = l->squares > 0 && positions >= SQUARE;
    run->unpacks = may_unpack(l) && !streams;
    run->centres = !l->depthwise && (counts || streams || l->asymmetric);
    run->epilogue.step = counts || streams ? l->step : 1;
    run->epilogue.start = counts || streams ? l->start : 0;
    run->shift = counts || streams ? 0 : kernels->shift;
    run->tile = l->depthwise ? kernels->depthwise
            : counts ? kernels->counts
            : streams ? kernels->stream
            : kernels->products;
    run->to_output = output_kernel_of(run);
}

static void run_block(const struct run *run, int64_t image, int images, int row, int rows) {
    const struct layer *l = run->layer;
    const uint8_t *block = block_input(run, image, images, row, rows);
    int positions = images * rows * l->row_positions;
    int64_t first = (image * l->shape.output_height + row) * l->shape.output_width * l->shape.output_channels;
    int segment = l->pixel_bytes / l->groups;
    for (int group = 0; group < l->groups; group++) {
        group_panels(run, group, block + group * segment, positions, first + group * l->group_outputs);
    }
}

void vernier_run(
        const struct layer *layer, const struct call *call, const uint8_t *input, void *output, void *scratch) {
    const struct shape *s = &layer->shape;
    struct run run = {.layer = layer, .call = call, .input = input, .output = output};
    run.input_end = input + call->images * s->input_height * s->input_width * s->input_channels;
    share_scratch(layer, &run, scratch);
    choose_kernels(&run);
    start_epilogue(&run);
    if (run.tiles) {
        run.kernels->squares->begin(layer);
    }
    for (int64_t image = 0; image < call->images; image += layer->block_images) {
        int64_t left = call->images - image;
        int images = (int)(left < layer->block_images ? left : layer->block_images);
        for (int row = 0; row < s->output_height; row += layer->block_rows) {
            int rows = s->output_height - row < layer->block_rows ? s->output_height - row : layer->block_rows;
            run_block(&run, image, images, row, rows);
        }
    }
    if (run.tiles) {
        run.kernels->squares->end();
    }
}
