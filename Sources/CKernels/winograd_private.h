// What the variants of the Winograd kernels for the instruction sets share.

#ifndef SHINSO_WINOGRAD_PRIVATE_H
#define SHINSO_WINOGRAD_PRIVATE_H

#include <stddef.h>

#include "winograd.h"

// The interpolation points of the transform are 0, +-POINT_A, +-POINT_B and infinity.
#define POINT_A WINO_A
#define POINT_B WINO_B

/// Products in the transformed domain: 6 x 6 for each 4 x 4 tile of outputs.
enum { PRODUCTS = 36, TILE = 4, PATCH = 6 };

/// How a convolution is cut up. The work goes block by block of at most `block_tiles` tiles; for each,
/// the transformed input [36][tiles][ic] is made, and then, for each chunk of `chunk` output
/// channel blocks, the products [36][chunk][tiles] and the output.
struct WinogradPlan {
  int ic_blocks, oc_blocks;
  int tiles_y, tiles_x;
  long tiles;
  int block_tiles, chunk;
  /// From one of the 36 matrices to the next, in floats: inputs, filters and products.
  size_t input_stride, weight_stride, product_stride;
};

/// One thread's share: tiles times output channel blocks.
struct WinogradShare {
  long first_tile, end_tile;
  int first_block, end_block;
};

struct WinogradForward {
  const float *src, *packed, *bias;
  float *dst;
  float lower, upper;
  int accumulate;
  float *workspace;
};

/// The kernels for one instruction set. `lanes` is the channel block; `rows` the tiles that the
/// matrix kernel takes at a time.
struct WinogradKernels {
  int lanes, rows;
  void (*transform_weights)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const float *weights, float *packed,
    int rotate, long begin, long end);
  void (*forward)(
    const shinso_winograd_shape *, const struct WinogradPlan *, const struct WinogradShare *,
    const struct WinogradForward *);
};

#if defined(__x86_64__)
extern const struct WinogradKernels shinso_winograd_avx2, shinso_winograd_avx512;
#endif
extern const struct WinogradKernels shinso_winograd_portable;

#endif
