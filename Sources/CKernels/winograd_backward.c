#include "winograd.h"
#include "winograd_private.h"

/// Images are distributed in at most MAX_PARTS parts of at least PART_TILES tiles, each with its
/// own sums. The number of parts, and so the order of the sums, depends only on the shape. Only as
/// many threads as there are parts have work.
enum { MAX_PARTS = 16, PART_TILES = 64 };

/// The number of tiles in a block of whole images, and the limits outside which it did not pay off
/// in measurements on two cores: with fewer parts there may be less work than threads, and larger
/// images and sums do not stay in a cache.
enum { BLOCK_TILES = 28, MIN_PARTS = 4, MAX_IMAGE_TILES = 64, MAX_SUMS = 512 * 1024 };

static int parts_of(const struct WinogradPlan *plan, int images) {
  int parts = 1;
  while (parts * 2 <= MAX_PARTS && parts * 2 <= images && plan->tiles / (parts * 2) >= PART_TILES)
    parts *= 2;
  return parts;
}

/// Threads beyond the number of parts have nothing to do.
static int spaces_of(int parts, int threads) { return threads < parts ? threads : parts; }

/// The workspace of one thread, without addresses yet; its size in floats goes to `size`.
static struct WinogradGradient layout(const struct WinogradPlan *plan, size_t *size) {
  size_t lanes = (size_t)plan->lanes, inputs = plan->ic_blocks, outputs = plan->oc_blocks;
  int per_image = plan->tiles_y * plan->tiles_x;
  struct WinogradGradient job = {0};
  job.block_tiles = per_image > BLOCK_TILES ? per_image : BLOCK_TILES / per_image * per_image;
  job.input_stride = shinso_winograd_stride(job.block_tiles * inputs * lanes);
  job.gradient_stride = shinso_winograd_stride(job.block_tiles * outputs * lanes);
  job.product_stride = shinso_winograd_stride(outputs * inputs * lanes * lanes);
  *size = plan->products * (job.input_stride + job.gradient_stride + job.product_stride);
  return job;
}

int shinso_winograd_backward_is_fast(const shinso_winograd_shape *shape) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  return parts_of(&plan, shape->n) >= MIN_PARTS && plan.tiles_y * plan.tiles_x <= MAX_IMAGE_TILES &&
         plan.products * plan.weight_stride <= MAX_SUMS;
}

size_t shinso_winograd_backward_workspace_size(const shinso_winograd_shape *shape, int threads) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  size_t size;
  layout(&plan, &size);
  int parts = parts_of(&plan, shape->n);
  return parts * shinso_winograd_part_size(&plan) + spaces_of(parts, threads) * size;
}

void shinso_winograd_backward(
  const shinso_winograd_shape *shape, const float *src, const float *diff_dst, const float *packed,
  float *diff_src, float *workspace, int thread, int threads) {
  const struct WinogradKernels *kernels = shinso_winograd_kernels(shape);
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  int parts = parts_of(&plan, shape->n), per_image = plan.tiles_y * plan.tiles_x;
  size_t size;
  struct WinogradBackward job = {layout(&plan, &size), packed, plan.weight_stride, diff_src};
  job.sums.src = src;
  job.sums.diff_dst = diff_dst;
  // Each thread that has a part gets a different space.
  size_t space = (size_t)thread * spaces_of(parts, threads) / threads;
  job.sums.inputs = workspace + parts * shinso_winograd_part_size(&plan) + space * size;
  job.sums.gradients = job.sums.inputs + plan.products * job.sums.input_stride;
  job.sums.products = job.sums.gradients + plan.products * job.sums.gradient_stride;
  for (int part = parts * thread / threads; part < parts * (thread + 1) / threads; part++) {
    struct WinogradShare share = {
      (long)shape->n * part / parts * per_image, (long)shape->n * (part + 1) / parts * per_image, 0,
      plan.oc_blocks};
    job.sums.filters = workspace + part * shinso_winograd_part_size(&plan);
    kernels->backward(shape, &plan, &share, &job);
  }
}

void shinso_winograd_backward_finish(
  const shinso_winograd_shape *shape, const float *workspace, float *diff_weights, int thread,
  int threads) {
  struct WinogradPlan plan = shinso_winograd_plan(shape);
  shinso_winograd_add_parts(
    shape, workspace, parts_of(&plan, shape->n), diff_weights, thread, threads);
}
