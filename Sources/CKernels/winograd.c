#include "winograd.h"

#include "isa.h"
#include "winograd_private.h"
#include <stdlib.h>

static const struct WinogradKernels *kernels(void) {
#if defined(__x86_64__)
  switch (shinso_isa()) {
    case SHINSO_ISA_AVX512: return &shinso_winograd_avx512;
    case SHINSO_ISA_AVX2: return &shinso_winograd_avx2;
    case SHINSO_ISA_PORTABLE: break;
  }
#endif
  return &shinso_winograd_portable;
}

/// `floats` rounded up to an odd number of cache lines, so that the 36 matrices do not compete for
/// the same sets of a cache.
static size_t stride(size_t floats) { return ((floats + 15) / 16 | 1) * 16; }

static int env(const char *n, int d) { const char *s = getenv(n); return s ? atoi(s) : d; }

static struct WinogradPlan plan_for(const shinso_winograd_shape *shape) {
  int lanes = kernels()->lanes, rows = kernels()->rows;
  struct WinogradPlan plan;
  plan.ic_blocks = (shape->ic + lanes - 1) / lanes;
  plan.oc_blocks = (shape->oc + lanes - 1) / lanes;
  plan.tiles_y = (shape->oh + TILE - 1) / TILE;
  plan.tiles_x = (shape->ow + TILE - 1) / TILE;
  plan.tiles = (long)shape->n * plan.tiles_y * plan.tiles_x;
  plan.block_tiles = env("WT", 4) * rows;
  if (plan.block_tiles > plan.tiles) plan.block_tiles = (int)plan.tiles;
  plan.chunk = env("WC", 4);
  if (plan.chunk > plan.oc_blocks) plan.chunk = plan.oc_blocks;
  plan.input_stride = stride((size_t)plan.block_tiles * plan.ic_blocks * lanes);
  plan.weight_stride = stride((size_t)plan.oc_blocks * plan.ic_blocks * lanes * lanes);
  plan.product_stride = stride((size_t)plan.block_tiles * plan.chunk * lanes);
  return plan;
}

size_t shinso_winograd_weights_size(const shinso_winograd_shape *shape) {
  return PRODUCTS * plan_for(shape).weight_stride;
}

size_t shinso_winograd_workspace_size(const shinso_winograd_shape *shape) {
  struct WinogradPlan plan = plan_for(shape);
  return PRODUCTS * (plan.input_stride + plan.product_stride);
}

void shinso_winograd_transform_weights(
  const shinso_winograd_shape *shape, const float *weights, float *packed, int rotate, int thread,
  int threads) {
  struct WinogradPlan plan = plan_for(shape);
  long positions = (long)((plan.oc_blocks + 1) / 2) * plan.ic_blocks * kernels()->lanes;
  kernels()->transform_weights(
    shape, &plan, weights, packed, rotate, positions * thread / threads,
    positions * (thread + 1) / threads);
}

/// Divides the tiles, or where there are few of them the output channels too: `splits` shares of the
/// channels for each of `threads / splits` shares of the tiles.
static struct WinogradShare share_of(const struct WinogradPlan *plan, int thread, int threads) {
  int splits = env("WS", 1);
  int parts = threads / splits, part = thread / splits, split = thread % splits;
  int pairs = (plan->oc_blocks + 1) / 2, end = pairs * (split + 1) / splits * 2;
  struct WinogradShare share = {
    plan->tiles * part / parts, plan->tiles * (part + 1) / parts, pairs * split / splits * 2,
    end < plan->oc_blocks ? end : plan->oc_blocks};
  return share;
}

void shinso_winograd_forward(
  const shinso_winograd_shape *shape, const float *src, const float *packed, const float *bias,
  float *dst, float lower, float upper, int accumulate, float *workspace, int thread, int threads) {
  struct WinogradPlan plan = plan_for(shape);
  struct WinogradShare share = share_of(&plan, thread, threads);
  struct WinogradForward job = {src, packed, bias, dst, lower, upper, accumulate, workspace};
  kernels()->forward(shape, &plan, &share, &job);
}
