/* Preparing a layer: the shape of its blocks, its windows, and its weights in panels. */
#include <string.h>

#include "kernels.h"
#include "layer.h"

enum {
    BLOCK_BYTES = 1 << 17,        /* of input: stays in the second-level cache beside a panel of weights */
    BLOCK_POSITIONS = 768,
    WHOLE_TILES = 96,             /* positions that fill whole tiles, whatever the height of a tile */
    GATHERED_BYTES = 1 << 18,     /* of windows gathered for tile registers */
    CLOSE_BYTES = 1 << 14,        /* half of a first-level cache */
    COUNTED_CHANNELS = 24         /* counting bits pays from so many input channels on */
};

static int ceil_div(int a, int b) {
    return (a + b - 1) / b;
}

static int64_t min64(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t max64(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Most of `limit` such that `step` positions each fill whole tiles, if any does. */
static int whole_tiles(int limit, int step) {
    for (int count = limit; count > 0; count--) {
        if ((int64_t)count * step % WHOLE_TILES == 0) {
            return count;
        }
    }
    return limit;
}

static int stored_bits(int weight_bits) {
    return weight_bits <= 2 ? weight_bits : weight_bits <= 4 ? 4 : 8;
}

int32_t vernier_arithmetic(int32_t isa, int32_t weight_bits, int32_t activation_bits) {
    int counts = weight_bits * activation_bits <= kernels_of(isa)->counted_pairs && has_bit_counts();
    return counts ? BIT_COUNTS : BYTE_PRODUCTS;
}

static void lay_out_arithmetic(const struct request *request, struct layer *l) {
    const struct shape *s = &request->shape;
    l->depthwise = s->groups > 1 && s->groups == s->input_channels && s->groups == s->output_channels;
    l->groups = l->depthwise ? 1 : s->groups;
    l->group_inputs = s->input_channels / l->groups;
    l->group_outputs = s->output_channels / l->groups;
    l->depth = s->kernel_height * s->kernel_width * (s->input_channels / s->groups);
    l->arithmetic = l->depthwise || l->group_inputs < COUNTED_CHANNELS
            ? BYTE_PRODUCTS
            : vernier_arithmetic(request->isa, request->weight_bits, request->activation_bits);
    l->weight_bits = l->depthwise ? 8 : stored_bits(request->weight_bits);
    l->planes = l->arithmetic == BIT_COUNTS ? request->activation_bits : 1;
    l->small_weights = request->weight_bits <= 7;
}

static void lay_out_windows(struct layer *l) {
    const struct shape *s = &l->shape;
    int taps = s->kernel_height * s->kernel_width;
    int columns = (s->output_width - 1) * s->stride_width + (s->kernel_width - 1) * s->dilation_width + 1;
    l->padded = s->pad_top > 0 || s->pad_left > 0 || columns > s->input_width
            || input_rows(s, s->output_height) > s->input_height;
    int segment = l->arithmetic == BIT_COUNTS ? ceil_div(l->group_inputs, 8) : l->group_inputs;
    l->pixel_bytes = l->groups * segment;
    l->row_bytes = (l->padded ? columns : s->input_width) * l->pixel_bytes;
    if (l->depthwise) {
        l->columns = s->kernel_height == 3 || s->kernel_height == QUAD;
        l->runs = l->columns ? s->kernel_width * QUAD : ceil_div(taps, QUAD) * QUAD;
        l->run_bytes = 1;
        l->quads = 1;
        return;
    }
    l->runs = joined_runs(l) ? s->kernel_height : taps;
    l->run_bytes = joined_runs(l) ? s->kernel_width * segment : segment;
    l->quads = ceil_div(l->run_bytes, QUAD);
    if (kernels_of(l->isa)->squares) {
        l->squares = ceil_div(l->quads, SQUARE);
        l->square_quads = ceil_div(l->quads, l->squares);
        l->quads = l->squares * l->square_quads;
    }
    l->overread = l->quads * QUAD - l->run_bytes;
}

/*
 * Tile registers load 16 windows that lie the same distance apart: any where the windows cover the input without gaps,
 * else neighbours in a row, the last of which may overlap those before.
 */
static void lay_out_squares(struct layer *l) {
    const struct shape *s = &l->shape;
    int even = !l->padded && s->stride_height == 1 && s->stride_width == 1 && s->output_height == s->input_height
            && s->output_width == s->input_width;
    if (l->squares == 0 || even) {
        return;
    }
    if (s->output_width >= SQUARE) {
        l->row_positions = ceil_div(s->output_width, SQUARE) * SQUARE;
    } else {
        l->gathered = 1;
    }
}

/* So many neighbouring pixels of depthwise layers lie in panels side by side that the panels are as few as can be. */
static int panel_pixels(const struct shape *s) {
    int best = 1;
    int fewest = s->output_width * ceil_div(s->output_channels, PANEL);
    for (int pixels = 2; s->stride_width == 1 && pixels <= min64(PANEL, s->output_width); pixels++) {
        int panels = ceil_div(s->output_width, pixels) * ceil_div(pixels * s->output_channels, PANEL);
        if (panels < fewest) {
            best = pixels;
            fewest = panels;
        }
    }
    return best;
}

static void lay_out_panels(struct layer *l) {
    const struct shape *s = &l->shape;
    if (l->depthwise) {
        int pixels = panel_pixels(s);
        l->panel_channels = pixels * s->output_channels;
        l->units = l->runs / QUAD;
        l->vectors = ceil_div(l->panel_channels, PANEL) * PANEL_VECTORS;
        l->panels = l->vectors / PANEL_VECTORS;
        l->overread = l->panels * PANEL - l->panel_channels;
        l->row_positions = ceil_div(s->output_width, pixels);
        return;
    }
    int counts = l->arithmetic == BIT_COUNTS;
    int fields = counts ? 1 : 8 / l->weight_bits;
    l->panel_channels = l->group_outputs;
    l->units = ceil_div(l->runs * l->quads, fields) * (counts ? l->weight_bits : 1);
    l->vectors = ceil_div(l->group_outputs, LANES);
    /* Where kernels take one vector after the other, those of deep panels should not lie far apart. */
    int deep = kernels_of(l->isa)->lone_vectors && l->runs * l->quads * PANEL_VECTORS * VECTOR > CLOSE_BYTES;
    l->panels = deep ? l->vectors : ceil_div(l->vectors, PANEL_VECTORS);
    l->row_positions = s->output_width;
}

static void lay_out_blocks(struct layer *l) {
    const struct shape *s = &l->shape;
    int64_t limit = BLOCK_POSITIONS;
    if (l->gathered) {
        limit = max64(TILE_ROWS, min64(limit, GATHERED_BYTES / (l->runs * l->squares * VECTOR)));
    }
    l->block_rows = (int)max64(1, min64(limit / l->row_positions,
            BLOCK_BYTES / ((int64_t)s->stride_height * l->row_bytes)));
    l->block_images = 1;
    if (l->block_rows < s->output_height) {
        l->block_rows = whole_tiles(l->block_rows, l->row_positions);
    } else {
        l->block_rows = s->output_height;
        int positions = s->output_height * l->row_positions;
        int64_t bytes = (int64_t)input_rows(s, s->output_height) * l->row_bytes;
        int images = (int)max64(1, min64(limit / positions, BLOCK_BYTES / bytes));
        l->block_images = whole_tiles(images, positions);
    }
    l->positions = l->block_images * l->block_rows * l->row_positions;
    int rows = l->padded || l->block_images == 1 ? input_rows(s, l->block_rows) : s->input_height;
    l->image_bytes = (int64_t)rows * l->row_bytes;
    l->block_bytes = l->image_bytes * l->block_images;
}

/* Gives each array its place. */
static void lay_out_arrays(struct layer *l) {
    int64_t at = (int64_t)sizeof(struct layer);
    l->run_offsets = at;
    at += (int64_t)l->runs * 4;
    l->windows = at;
    at += (int64_t)l->positions * 4;
    l->targets = at;
    at += (int64_t)l->positions * 4;
    l->weight_sums = at;
    at += (int64_t)l->groups * l->vectors * LANES * 4;
    l->zero_points = at;
    at += (int64_t)l->groups * l->vectors * LANES * 4;
    l->weights = (at + VECTOR - 1) / VECTOR * VECTOR;
    l->ones = l->weights + (int64_t)l->groups * l->vectors * l->units * VECTOR;
    l->bytes = l->ones + (l->depthwise ? (int64_t)l->units * PANEL_VECTORS * VECTOR : 0);
}

static struct layer lay_out(const struct request *request) {
    struct layer l;
    memset(&l, 0, sizeof l);
    l.shape = request->shape;
    l.isa = request->isa;
    lay_out_arithmetic(request, &l);
    lay_out_windows(&l);
    lay_out_panels(&l);
    lay_out_squares(&l);
    lay_out_blocks(&l);
    lay_out_arrays(&l);
    return l;
}

int64_t vernier_layer_bytes(const struct request *request) {
    return lay_out(request).bytes;
}

/* The run that a tap of a depthwise kernel is. */
static int depthwise_run(const struct layer *l, int tap) {
    int width = l->shape.kernel_width;
    return l->columns ? tap % width * QUAD + tap / width : tap;
}

static void fill_runs(const struct layer *l, int32_t *runs) {
    const struct shape *s = &l->shape;
    int columns = joined_runs(l) ? 1 : s->kernel_width;
    int taps = s->kernel_height * columns;
    for (int r = 0; r < l->runs; r++) {
        int tap = l->columns ? r % QUAD * columns + r / QUAD : r;
        tap = tap < taps ? tap : 0;
        runs[r] = tap / columns * s->dilation_height * l->row_bytes
                + tap % columns * s->dilation_width * l->pixel_bytes;
    }
}

static void fill_positions(const struct layer *l, int32_t *windows, int32_t *targets) {
    const struct shape *s = &l->shape;
    int pixels = l->depthwise ? l->panel_channels / s->output_channels : 1;
    int neighbours = l->row_positions > s->output_width ? SQUARE : 1;
    for (int p = 0; p < l->positions; p++) {
        int image = p / l->row_positions / l->block_rows;
        int row = p / l->row_positions % l->block_rows;
        int first = p % l->row_positions / neighbours * neighbours * pixels;
        int column = (int)min64(first, s->output_width - pixels * neighbours) + p % neighbours;
        windows[p] = (int32_t)(image * l->image_bytes) + row * s->stride_height * l->row_bytes
                + column * s->stride_width * l->pixel_bytes;
        targets[p] = ((image * s->output_height + row) * s->output_width + column) * s->output_channels;
    }
}

/* Chooses how weights are coded: from the lowest of their width on, or -3, -1, 1 and 3. */
static void choose_codes(struct layer *l, const int8_t *weights, int64_t count) {
    l->step = 1;
    l->start = l->weight_bits == 8 ? 0 : -(1 << (l->weight_bits - 1));
    if (l->weight_bits == 1) {
        l->step = 2;
    } else if (l->weight_bits == 2) {
        int odd = 1;
        for (int64_t i = 0; i < count; i++) {
            odd &= weights[i];
        }
        if (odd && count > 0) {
            l->step = 2;
            l->start = -3;
        }
    }
}

/* Where vector v of a group begins; vectors of one panel lie beside each other. */
static uint8_t *first_unit(struct layer *l, int group, int vector, int *stride) {
    int panel = 0;
    int first = 0;
    while (first + panel_vectors(l, panel) <= vector) {
        first += panel_vectors(l, panel++);
    }
    *stride = panel_vectors(l, panel) * VECTOR;
    int64_t vectors = (int64_t)group * l->vectors + first;
    return (uint8_t *)l + l->weights + vectors * l->units * VECTOR + (vector - first) * VECTOR;
}

/* Stores code u at place k of a window, counted in input codes with each run filled up to whole quads. */
static inline void put(const struct layer *l, int field_bits, uint8_t *lane, int64_t stride, int k, unsigned u) {
    if (l->arithmetic == BIT_COUNTS) {
        for (int plane = 0; plane < l->weight_bits; plane++) {
            int unit = plane * l->runs * l->quads + k / 32;
            lane[unit * stride + k % 32 / 8] |= (uint8_t)((u >> plane & 1) << k % 8);
        }
    } else {
        int quad = k / QUAD;
        int field = quad & ((1 << field_bits) - 1);
        lane[(quad >> field_bits) * stride + k % QUAD] |= (uint8_t)(u << field * l->weight_bits);
    }
}

static void pack_channel(const int8_t *weights, struct layer *l, int group, int n) {
    const struct shape *s = &l->shape;
    int stride;
    uint8_t *lane = first_unit(l, group, n / LANES, &stride) + n % LANES * QUAD;
    int codes = l->arithmetic == BIT_COUNTS ? 8 : 1;
    int segment = l->pixel_bytes / l->groups;
    int taps = s->kernel_height * s->kernel_width;
    int field_bits = l->weight_bits == 8 ? 0 : l->weight_bits == 4 ? 1 : l->weight_bits == 2 ? 2 : 3;
    const int8_t *w = weights + (int64_t)(group * l->group_outputs + n) * l->depth;
    unsigned mask = (1u << l->weight_bits) - 1;
    for (int tap = 0; tap < taps; tap++) {
        int at = joined_runs(l)
                ? tap / s->kernel_width * l->quads * QUAD + tap % s->kernel_width * segment
                : tap * l->quads * QUAD;
        for (int c = 0; c < l->group_inputs; c++) {
            unsigned u = (unsigned)(w[c * taps + tap] - l->start) >> (l->step - 1);
            put(l, field_bits, lane, stride, at * codes + c, u & mask);
        }
    }
}

/* Lanes in the order that interleaving the bytes of four taps within 16-byte parts of vectors brings about. */
static void pack_depthwise(const int8_t *weights, struct layer *l) {
    uint8_t *panels = (uint8_t *)l + l->weights;
    uint8_t *ones = (uint8_t *)l + l->ones;
    for (int x = 0; x < l->panel_channels; x++) {
        int channel = x % l->shape.output_channels;
        int place = x % LANES / QUAD * VECTOR + x % PANEL / LANES * LANES + x % QUAD * QUAD;
        for (int tap = 0; tap < l->depth; tap++) {
            int run = depthwise_run(l, tap);
            int64_t at = (int64_t)run / QUAD * PANEL_VECTORS * VECTOR + place + run % QUAD;
            panels[(int64_t)x / PANEL * l->units * PANEL_VECTORS * VECTOR + at] =
                    (uint8_t)weights[channel * l->depth + tap];
            ones[at] = 1;
        }
    }
}

static void fill_sums(const int8_t *weights, const int8_t *zero_points, struct layer *l) {
    int32_t *sums = (int32_t *)((char *)l + l->weight_sums);
    int32_t *zeros = (int32_t *)((char *)l + l->zero_points);
    for (int group = 0; group < l->groups; group++) {
        for (int n = 0; n < l->panel_channels; n++) {
            int channel = l->depthwise ? n % l->shape.output_channels : group * l->group_outputs + n;
            int32_t sum = -l->depth * zero_points[channel];
            for (int k = 0; k < l->depth; k++) {
                sum += weights[(int64_t)channel * l->depth + k];
            }
            sums[group * l->vectors * LANES + n] = sum;
            zeros[group * l->vectors * LANES + n] = zero_points[channel];
            l->asymmetric |= zero_points[channel] != 0;
        }
    }
}

/* All but the weights and what follows from them. */
static void fill_blank(const struct layer *l, struct layer *layer) {
    memset(layer, 0, (size_t)l->weights);
    *layer = *l;
    fill_runs(layer, (int32_t *)((char *)layer + l->run_offsets));
    fill_positions(layer, (int32_t *)((char *)layer + l->windows), (int32_t *)((char *)layer + l->targets));
}

int64_t vernier_blank_bytes(const struct request *request) {
    return lay_out(request).weights;
}

void vernier_prepare_blank(const struct request *request, struct layer *blank) {
    struct layer l = lay_out(request);
    choose_codes(&l, 0, 0);
    fill_blank(&l, blank);
}

void vernier_prepare(
        const struct request *request, const int8_t *weights, const int8_t *zero_points, struct layer *layer) {
    struct layer l = lay_out(request);
    choose_codes(&l, weights, (int64_t)l.shape.output_channels * l.depth);
    fill_blank(&l, layer);
    memset((char *)layer + l.weights, 0, (size_t)(l.bytes - l.weights));
    fill_sums(weights, zero_points, layer);
    if (layer->depthwise) {
        pack_depthwise(weights, layer);
        return;
    }
    for (int group = 0; group < layer->groups; group++) {
        for (int n = 0; n < layer->group_outputs; n++) {
            pack_channel(weights, layer, group, n);
        }
    }
}
