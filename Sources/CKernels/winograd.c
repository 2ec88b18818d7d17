#include "winograd.h"

#include <stdint.h>

#include "isa.h"
#include "winograd_private.h"

/// The number of products in a block of tiles (one per channel), and of output channels in a chunk.
/// The inputs and products of a block stay in a cache of 1 MB for 64 input channels, and each
/// filter that streams through is used for all the tiles.
enum { BLOCK_PRODUCTS = 2520, CHUNK_CHANNELS = 32 };

/// With fewer tiles per thread than this, threads share tiles and divide the output channels
/// instead.
enum { FEW_TILES = 6 };

/// Outputs with more bytes than this would leave the cache before they are read, so they bypass it.
static const size_t STREAM_BYTES = (size_t)32 << 20;

static long tiles_of(const shinso_winograd_shape *shape, int tile) {
  return (long)((shape->oh + tile - 1) / tile) * ((shape->ow + tile - 1) / tile);
}

/// Whether 5 x 5 output tiles save a tenth of the products compared to 4 x 4 tiles: 14 x 14 outputs
/// are nine of the former and sixteen of the latter.
static int wants_large_tiles(const shinso_winograd_shape *shape) {
  return shape->filter == 3 && tiles_of(shape, 5) * 49 * 10 <= tiles_of(shape, 4) * 36 * 9;
}

const struct WinogradKernels *shinso_winograd_kernels(const shinso_winograd_shape *shape) {
#define KERNELS(isa)                                                               \
  (shape->filter == 5           ? &shinso_winograd_f45_##isa                       \
   : wants_large_tiles(shape) ? &shinso_winograd_f53_##isa : &shinso_winograd_f43_##isa)
#if defined(__x86_64__)
  switch (shinso_isa()) {
    case SHINSO_ISA_AVX512: return KERNELS(avx512);
    case SHINSO_ISA_AVX2: return KERNELS(avx2);
    case SHINSO_ISA_PORTABLE: break;
  }
#endif
  return KERNELS(portable);
#undef KERNELS
}

int shinso_winograd_tile(const shinso_winograd_shape *shape) {
  return shinso_winograd_kernels(shape)->tile;
}

size_t shinso_winograd_stride(size_t floats) { return ((floats + 15) / 16 | 1) * 16; }

struct WinogradPlan shinso_winograd_plan(const shinso_winograd_shape *shape) {
  const struct WinogradKernels *kernels = shinso_winograd_kernels(shape);
  int lanes = kernels->lanes, rows = kernels->rows, patch = kernels->tile + shape->filter - 1;
  struct WinogradPlan plan;
  plan.tile = kernels->tile;
  plan.taps = shape->filter * shape->filter;
  plan.products = patch * patch;
  plan.lanes = lanes;
  plan.ic_blocks = (shape->ic + lanes - 1) / lanes;
  plan.oc_blocks = (shape->oc + lanes - 1) / lanes;
  plan.tiles_y = (shape->oh + plan.tile - 1) / plan.tile;
  plan.tiles_x = (shape->ow + plan.tile - 1) / plan.tile;
  plan.tiles = (long)shape->n * plan.tiles_y * plan.tiles_x;
  plan.block_tiles = BLOCK_PRODUCTS / plan.products / rows * rows;
  if (plan.block_tiles > plan.tiles) plan.block_tiles = (int)plan.tiles;
  plan.chunk = CHUNK_CHANNELS / lanes;
  if (plan.chunk > plan.oc_blocks) plan.chunk = plan.oc_blocks;
  plan.input_stride = shinso_winograd_stride((size_t)plan.block_tiles * plan.ic_blocks * lanes);
  plan.weight_stride =
    shinso_winograd_stride((size_t)plan.oc_blocks * plan.ic_blocks * lanes * lanes);
  plan.product_stride = shinso_winograd_stride((size_t)plan.block_tiles * plan.chunk * lanes);
  return plan;
}

size_t shinso_winograd_weights_size(const shinso_winograd_shape *shape) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  return plan.products * plan.weight_stride;
}

size_t shinso_winograd_workspace_size(const shinso_winograd_shape *shape) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  return plan.products * (plan.input_stride + plan.product_stride);
}

void shinso_winograd_transform_weights(
  const shinso_winograd_shape *shape, const float *weights, float *packed,
  enum shinso_winograd_filters form, int thread, int threads) {
  const struct WinogradKernels *kernels = shinso_winograd_kernels(shape);
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  long positions = (long)((plan.oc_blocks + 1) / 2) * shape->ic;
  kernels->transform_weights(
    shape, &plan, weights, packed, form, positions * thread / threads,
    positions * (thread + 1) / threads);
}

/// Divides the tiles into `threads / splits` parts, and the output channel blocks, in pairs as the
/// matrix kernel takes them, into `splits`.
static struct WinogradShare share_of(const struct WinogradPlan *plan, int thread, int threads) {
  int splits = 1;
  while (splits < threads &&
         (threads % splits != 0 || plan->tiles * splits < (long)FEW_TILES * threads))
    splits++;
  int parts = threads / splits, part = thread / splits, split = thread % splits;
  int pairs = (plan->oc_blocks + 1) / 2, end = pairs * (split + 1) / splits * 2;
  struct WinogradShare share = {
    plan->tiles * part / parts, plan->tiles * (part + 1) / parts, pairs * split / splits * 2,
    end < plan->oc_blocks ? end : plan->oc_blocks};
  return share;
}

void shinso_winograd_forward(
  const shinso_winograd_shape *shape, const float *src, const float *packed,
  const shinso_epilogue *epilogue, float *dst, float *workspace, int thread, int threads) {
  const struct WinogradKernels *kernels = shinso_winograd_kernels(shape);
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  struct WinogradShare share = share_of(&plan, thread, threads);
  size_t vector_bytes = (size_t)plan.lanes * sizeof(float);
  size_t bytes = (size_t)shape->n * plan.oc_blocks * shape->oh * shape->ow * vector_bytes;
  int aligned = !shape->dst_channels_last && (uintptr_t)dst % vector_bytes == 0;
  int stream = bytes > STREAM_BYTES && aligned;
  struct WinogradForward job = {src, packed, *epilogue, dst, stream, workspace};
  kernels->forward(shape, &plan, &share, &job);
}
