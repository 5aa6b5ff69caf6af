/*
 * Calls a library of kernels for another processor than the tests', in a process of its own: driver LIBRARY. Messages come
 * on the standard input, in the machine's byte order: a head, and as many bytes of each operand. Answers are the bytes of
 * the result. Operands and results lie between pages that nobody may touch: of one message all flush with the pages before
 * them, of the next with those behind.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../main/c/vernier.h"

enum { OPERANDS = 4, ALIGNMENT = 64, UNTOUCHED = 0x55 };

enum kind { ISA, ARITHMETIC, LAYER_BYTES, PREPARE, SCRATCH_BYTES, RUN, BLANK_BYTES, PREPARE_BLANK, PACK };
enum flush { AT_THE_START, AT_THE_END };

struct head {
    int64_t kind;
    int64_t bytes[OPERANDS];
    int64_t result_bytes;
};

struct guarded {
    char *pages;
    size_t bytes;
    void *begin;
};

struct library {
    __typeof__(vernier_isa) *isa;
    __typeof__(vernier_arithmetic) *arithmetic;
    __typeof__(vernier_layer_bytes) *layer_bytes;
    __typeof__(vernier_prepare) *prepare;
    __typeof__(vernier_scratch_bytes) *scratch_bytes;
    __typeof__(vernier_run) *run;
    __typeof__(vernier_blank_bytes) *blank_bytes;
    __typeof__(vernier_prepare_blank) *prepare_blank;
    __typeof__(vernier_pack) *pack;
};

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "kernel driver: %s\n", what);
    exit(2);
}

static void *function(void *library, const char *name) {
    void *symbol = dlsym(library, name);
    if (!symbol) {
        fail(dlerror());
    }
    return symbol;
}

static struct guarded guard(int64_t bytes, int64_t alignment, enum flush flush) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    const size_t inside = ((size_t)bytes + page - 1) / page * page;
    struct guarded g = {.bytes = inside + 2 * page};
    g.pages = mmap(0, g.bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (g.pages == MAP_FAILED || (inside > 0 && mprotect(g.pages + page, inside, PROT_READ | PROT_WRITE) != 0)) {
        fail("cannot map memory");
    }
    size_t first = flush == AT_THE_START ? 0 : (inside - (size_t)bytes) / (size_t)alignment * (size_t)alignment;
    g.begin = g.pages + page + first;
    memset(g.pages + page, UNTOUCHED, inside);
    return g;
}

static struct guarded copied(const void *from, int64_t bytes, int64_t alignment, enum flush flush) {
    struct guarded g = guard(bytes, alignment, flush);
    memcpy(g.begin, from, (size_t)bytes);
    return g;
}

static void release(struct guarded g) {
    munmap(g.pages, g.bytes);
}

static void answer(const void *from, int64_t bytes) {
    if (fwrite(from, 1, (size_t)bytes, stdout) != (size_t)bytes || fflush(stdout) != 0) {
        fail("cannot answer");
    }
}

static void answer_number(int64_t number) {
    answer(&number, sizeof number);
}

/* Operands: request, weights, zero points. */
static void prepare(
        const struct library *library, const struct head *head, char *const *operands, enum flush flush) {
    struct guarded request = copied(operands[0], head->bytes[0], ALIGNMENT, flush);
    struct guarded weights = copied(operands[1], head->bytes[1], 1, flush);
    struct guarded zero_points = copied(operands[2], head->bytes[2], 1, flush);
    struct guarded layer = guard(head->result_bytes, ALIGNMENT, flush);
    library->prepare(request.begin, weights.begin, zero_points.begin, layer.begin);
    answer(layer.begin, head->result_bytes);
    release(request);
    release(weights);
    release(zero_points);
    release(layer);
}

/* Operand: request. */
static void prepare_blank(
        const struct library *library, const struct head *head, char *const *operands, enum flush flush) {
    struct guarded request = copied(operands[0], head->bytes[0], ALIGNMENT, flush);
    struct guarded blank = guard(head->result_bytes, ALIGNMENT, flush);
    library->prepare_blank(request.begin, blank.begin);
    answer(blank.begin, head->result_bytes);
    release(request);
    release(blank);
}

/* Operands: two numbers, blank, right operand. */
static void pack(const struct library *library, const struct head *head, char *const *operands, enum flush flush) {
    const int32_t *numbers = (const int32_t *)operands[0];
    struct guarded blank = copied(operands[1], head->bytes[1], ALIGNMENT, flush);
    struct guarded right = copied(operands[2], head->bytes[2], 1, flush);
    struct guarded layer = guard(head->result_bytes, ALIGNMENT, flush);
    library->pack(blank.begin, right.begin, numbers[0], numbers[1], layer.begin);
    answer(layer.begin, head->result_bytes);
    release(blank);
    release(right);
    release(layer);
}

/* Operands: layer, call, input, and the codes that are added. */
static void run(const struct library *library, const struct head *head, char *const *operands, enum flush flush) {
    struct guarded layer = copied(operands[0], head->bytes[0], ALIGNMENT, flush);
    struct guarded call = copied(operands[1], head->bytes[1], ALIGNMENT, flush);
    struct guarded input = copied(operands[2], head->bytes[2], 1, flush);
    struct guarded other = copied(operands[3], head->bytes[3], 1, flush);
    struct guarded scratch = guard(library->scratch_bytes(layer.begin), ALIGNMENT, flush);
    struct guarded output = guard(head->result_bytes, 1, flush);
    ((struct call *)call.begin)->other = other.begin;
    library->run(layer.begin, call.begin, input.begin, output.begin, scratch.begin);
    answer(output.begin, head->result_bytes);
    release(layer);
    release(call);
    release(input);
    release(other);
    release(scratch);
    release(output);
}

static char *operand(int64_t bytes) {
    char *memory = aligned_alloc(ALIGNMENT, ((size_t)bytes / ALIGNMENT + 1) * ALIGNMENT);
    if (!memory || fread(memory, 1, (size_t)bytes, stdin) != (size_t)bytes) {
        fail("a message breaks off");
    }
    return memory;
}

static void serve(const struct library *library, const struct head *head, char *const *operands) {
    static enum flush flush = AT_THE_START;
    const int32_t *numbers = (const int32_t *)operands[0];
    switch (head->kind) {
        case ISA:
            answer_number(library->isa());
            break;
        case ARITHMETIC:
            answer_number(library->arithmetic(numbers[0], numbers[1], numbers[2]));
            break;
        case LAYER_BYTES:
            answer_number(library->layer_bytes((const struct request *)numbers));
            break;
        case SCRATCH_BYTES:
            answer_number(library->scratch_bytes((const struct layer *)numbers));
            break;
        case PREPARE:
            prepare(library, head, operands, flush);
            break;
        case RUN:
            run(library, head, operands, flush);
            break;
        case BLANK_BYTES:
            answer_number(library->blank_bytes((const struct request *)numbers));
            break;
        case PREPARE_BLANK:
            prepare_blank(library, head, operands, flush);
            break;
        case PACK:
            pack(library, head, operands, flush);
            break;
        default:
            fail("no such message");
    }
    flush = flush == AT_THE_START ? AT_THE_END : AT_THE_START;
}

int main(int count, char **arguments) {
    void *file = count == 2 ? dlopen(arguments[1], RTLD_NOW) : 0;
    if (!file) {
        fail(count == 2 ? dlerror() : "name the library");
    }
    struct library library;
    library.isa = function(file, "vernier_isa");
    library.arithmetic = function(file, "vernier_arithmetic");
    library.layer_bytes = function(file, "vernier_layer_bytes");
    library.prepare = function(file, "vernier_prepare");
    library.scratch_bytes = function(file, "vernier_scratch_bytes");
    library.run = function(file, "vernier_run");
    library.blank_bytes = function(file, "vernier_blank_bytes");
    library.prepare_blank = function(file, "vernier_prepare_blank");
    library.pack = function(file, "vernier_pack");
    for (struct head head; fread(&head, sizeof head, 1, stdin) == 1;) {
        char *operands[OPERANDS];
        for (int i = 0; i < OPERANDS; i++) {
            operands[i] = operand(head.bytes[i]);
        }
        serve(&library, &head, operands);
        for (int i = 0; i < OPERANDS; i++) {
            free(operands[i]);
        }
    }
    return 0;
}
