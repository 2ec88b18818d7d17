// What the variants of the Winograd kernels for the instruction sets share.

#ifndef SHINSO_WINOGRAD_PRIVATE_H
#define SHINSO_WINOGRAD_PRIVATE_H

#include <stddef.h>

#include "winograd.h"

/// How a convolution is divided. The work proceeds in blocks of at most `block_tiles` tiles. For
/// each block, the transformed inputs [products][ic block][tile] are computed, and then, for each
/// `chunk` of output channel blocks, the products [products][chunk][tile] and the outputs.
struct WinogradPlan {
  /// The number of rows and columns of an output tile, of elements of a filter, of products per
  /// tile, and of channels per block.
  int tile, taps, products, lanes;
  int ic_blocks, oc_blocks;
  int tiles_y, tiles_x;
  long tiles;
  int block_tiles, chunk;
  /// The distance from one matrix to the next, in floats.
  size_t input_stride, weight_stride, product_stride;
};

/// The share of one thread: tiles times output channel blocks.
struct WinogradShare {
  long first_tile, end_tile;
  int first_block, end_block;
};

struct WinogradForward {
  const float *src, *packed;
  shinso_epilogue epilogue;
  float *dst;
  /// Whether to write `dst` bypassing the caches.
  int stream;
  float *workspace;
};

/// The workspace of one thread for the gradient of the filters, and where its result goes.
struct WinogradGradient {
  const float *src, *diff_dst;
  int block_tiles;
  /// [products][ic block][tile], [products][oc block][tile] and [products][oc block][ic], each with
  /// LANES floats.
  float *inputs, *gradients, *products;
  size_t input_stride, gradient_stride, product_stride;
  float *filters;
};

/// The same for both gradients. The products for the gradient of the input replace the inputs once
/// those have been multiplied.
struct WinogradBackward {
  struct WinogradGradient sums;
  /// For the shape with `ic` and `oc` swapped.
  const float *packed;
  size_t weight_stride;
  float *diff_src;
};

/// The kernels for one size of tiles and filters and one instruction set. `lanes` is the size of a
/// channel block, and `rows` the number of tiles that the matrix kernel takes at a time.
struct WinogradKernels {
  int tile, lanes, rows;
  void (*transform_weights)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const float *weights, float *packed,
    enum shinso_winograd_filters form, long begin, long end);
  void (*forward)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const struct WinogradShare *,
    const struct WinogradForward *);
  void (*gradient)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const struct WinogradShare *,
    const struct WinogradGradient *);
  void (*backward)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const struct WinogradShare *,
    const struct WinogradBackward *);
  void (*gradient_finish)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const float *filters, int parts,
    float *diff_weights, long begin, long end);
};

#define SHINSO_WINOGRAD_KERNELS(isa)                                                \
  extern const struct WinogradKernels shinso_winograd_f43_##isa, shinso_winograd_f45_##isa, \
    shinso_winograd_f53_##isa;
#if defined(__x86_64__)
SHINSO_WINOGRAD_KERNELS(avx2)
SHINSO_WINOGRAD_KERNELS(avx512)
#endif
SHINSO_WINOGRAD_KERNELS(portable)

/// The kernels for the shape and `shinso_isa()`.
const struct WinogradKernels *shinso_winograd_kernels(const shinso_winograd_shape *shape);

struct WinogradPlan shinso_winograd_plan(const shinso_winograd_shape *shape);

/// The size in floats of one part's sums for the gradient of the filters.
size_t shinso_winograd_part_size(const struct WinogradPlan *plan);

/// Adds up the sums of `parts` parts.
void shinso_winograd_add_parts(
  const shinso_winograd_shape *shape, const float *sums, int parts, float *diff_weights, int thread,
  int threads);

/// `floats` rounded up to an odd number of cache lines, so that the matrices do not compete for the
/// same cache sets.
size_t shinso_winograd_stride(size_t floats);

#endif
