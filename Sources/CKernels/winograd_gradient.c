#include "winograd.h"
#include "winograd_private.h"

/// Tiles are summed in at most MAX_PARTS parts, so that threads can share convolutions with few
/// channels. A part has at least PART_TILES tiles, or as many as it takes to make its sums, one
/// filter per pair of channels, small in comparison. The number of parts, and so the order of the
/// sums, depends only on the shape.
enum { MAX_PARTS = 16, PART_TILES = 392, PART_TILES_PER_PAIR = 16 };

/// The number of tiles in a block. With many channels the sums do not fit in a cache, and each
/// block reads and writes them once.
enum { FEW_CHANNELS_TILES = 56, MANY_CHANNELS_TILES = 128, MANY_CHANNELS = 256 };

static int parts_of(const struct WinogradPlan *plan) {
  int parts = 1;
  long enough = (long)plan->ic_blocks * plan->oc_blocks * PART_TILES_PER_PAIR;
  if (enough > PART_TILES) enough = PART_TILES;
  while (parts < MAX_PARTS && plan->tiles / (parts * 2) >= enough) parts *= 2;
  return parts;
}

size_t shinso_winograd_part_size(const struct WinogradPlan *plan) {
  return (size_t)plan->oc_blocks * plan->ic_blocks * plan->lanes * plan->taps * plan->lanes;
}

/// The columns of work, that is the output channel blocks of each part, are distributed in runs.
static long first_column(const struct WinogradPlan *plan, int thread, int threads) {
  return (long)parts_of(plan) * plan->oc_blocks * thread / threads;
}

/// The workspace of one of `threads` threads, without addresses yet; its size in floats goes to
/// `size`.
static struct WinogradGradient layout(
  const struct WinogradPlan *plan, int threads, size_t *size) {
  size_t lanes = (size_t)plan->lanes;
  long columns = ((long)parts_of(plan) * plan->oc_blocks + threads - 1) / threads;
  size_t blocks = columns < plan->oc_blocks ? (size_t)columns : (size_t)plan->oc_blocks;
  size_t inputs = (size_t)plan->ic_blocks;
  struct WinogradGradient job = {0};
  int many = (size_t)plan->ic_blocks * lanes >= MANY_CHANNELS;
  job.block_tiles = many ? MANY_CHANNELS_TILES : FEW_CHANNELS_TILES;
  if (job.block_tiles > plan->tiles) job.block_tiles = (int)plan->tiles;
  job.input_stride = shinso_winograd_stride(job.block_tiles * inputs * lanes);
  job.gradient_stride = shinso_winograd_stride(job.block_tiles * blocks * lanes);
  job.product_stride = shinso_winograd_stride(blocks * inputs * lanes * lanes);
  *size = plan->products * (job.input_stride + job.gradient_stride + job.product_stride);
  return job;
}

size_t shinso_winograd_gradient_workspace_size(const shinso_winograd_shape *shape, int threads) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  size_t most = 0;
  for (int team = 1; team <= threads; team++) {
    size_t size;
    layout(&plan, team, &size);
    if (size * team > most) most = size * team;
  }
  return parts_of(&plan) * shinso_winograd_part_size(&plan) + most;
}

void shinso_winograd_gradient(
  const shinso_winograd_shape *shape, const float *src, const float *diff_dst, float *workspace,
  int thread, int threads) {
  const struct WinogradKernels *kernels = shinso_winograd_kernels(shape);
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  int parts = parts_of(&plan);
  size_t size, block_size = shinso_winograd_part_size(&plan) / plan.oc_blocks;
  struct WinogradGradient job = layout(&plan, threads, &size);
  job.src = src;
  job.diff_dst = diff_dst;
  job.inputs = workspace + parts * shinso_winograd_part_size(&plan) + thread * size;
  job.gradients = job.inputs + plan.products * job.input_stride;
  job.products = job.gradients + plan.products * job.gradient_stride;
  long end = first_column(&plan, thread + 1, threads);
  for (long column = first_column(&plan, thread, threads); column < end;) {
    long part = column / plan.oc_blocks, first = column % plan.oc_blocks;
    long blocks = plan.oc_blocks - first < end - column ? plan.oc_blocks - first : end - column;
    struct WinogradShare share = {
      plan.tiles * part / parts, plan.tiles * (part + 1) / parts, (int)first,
      (int)(first + blocks)};
    job.filters = workspace + column * block_size;
    kernels->gradient(shape, &plan, &share, &job);
    column += blocks;
  }
}

void shinso_winograd_add_parts(
  const shinso_winograd_shape *shape, const float *sums, int parts, float *diff_weights, int thread,
  int threads) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  long positions = (long)plan.oc_blocks * plan.ic_blocks * plan.lanes;
  shinso_winograd_kernels(shape)->gradient_finish(
    shape, &plan, sums, parts, diff_weights, positions * thread / threads,
    positions * (thread + 1) / threads);
}

void shinso_winograd_gradient_finish(
  const shinso_winograd_shape *shape, const float *workspace, float *diff_weights, int thread,
  int threads) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  shinso_winograd_add_parts(shape, workspace, parts_of(&plan), diff_weights, thread, threads);
}
