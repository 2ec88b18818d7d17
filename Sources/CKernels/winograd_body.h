// The Winograd kernels for one instruction set: LANES floats a vector, ROWS tiles in the matrix
// kernel, at most DEPTH_BLOCKS input channel blocks at a time, the table KERNELS.

#include "winograd_private.h"
#include "winograd_vector.h"

#include "winograd_transform.h"

#include "winograd_multiply.h"

static void transform_weights(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *weights,
  float *packed, int rotate, long begin, long end) {
  size_t oc_step = rotate ? 9 : (size_t)shape->ic * 9, ic_step = rotate ? (size_t)shape->oc * 9 : 9;
  int depth = plan->ic_blocks * LANES;
  // A position is an input channel of a pair of output channel blocks.
  for (long position = begin; position < end; position++) {
    int first_block = (int)(position / depth) * 2, channel = (int)(position % depth);
    int columns = plan->oc_blocks - first_block < 2 ? 1 : 2;
    float *out = packed + ((size_t)first_block * depth + (size_t)channel * columns) * LANES;
    for (int c = 0; c < columns; c++) {
      float taps[9][LANES] = {{0}};
      int first = (first_block + c) * LANES;
      int count = shape->oc - first < LANES ? shape->oc - first : LANES;
      if (channel < shape->ic)
        for (int lane = 0; lane < count; lane++) {
          const float *filter = weights + (size_t)(first + lane) * oc_step + channel * ic_step;
          for (int tap = 0; tap < 9; tap++) taps[tap][lane] = filter[rotate ? 8 - tap : tap];
        }
      vec g[9];
      for (int tap = 0; tap < 9; tap++) g[tap] = load(taps[tap]);
      transform_filter(g, out + c * LANES, plan->weight_stride);
    }
  }
}

/// The first tile of group `group` of `groups` that divide `tiles` evenly.
INLINE int group_start(int tiles, int group, int groups) {
  return (int)((long)tiles * group / groups);
}

/// Transforms `tiles` tiles from `first` on into [36][group][ic block][tile of the group][LANES].
static void gather_block(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *src, long first,
  int tiles, float *inputs) {
  int groups = (tiles + ROWS - 1) / ROWS, per_image = plan->tiles_y * plan->tiles_x;
  ptrdiff_t row_stride = (ptrdiff_t)shape->iw * LANES;
  for (int group = 0; group < groups; group++) {
    int start = group_start(tiles, group, groups);
    int rows = group_start(tiles, group + 1, groups) - start;
    float *out = inputs + (size_t)start * plan->ic_blocks * LANES;
    for (int block = 0; block < plan->ic_blocks; block++)
      for (int r = 0; r < rows; r++, out += LANES) {
        long tile = first + start + r;
        int image = (int)(tile / per_image), inside = (int)(tile % per_image);
        int y = inside / plan->tiles_x * TILE - shape->pad_top;
        int x = inside % plan->tiles_x * TILE - shape->pad_left;
        const float *plane =
          src + ((size_t)image * plan->ic_blocks + block) * shape->ih * (size_t)row_stride;
        if (y >= 0 && x >= 0 && y + PATCH <= shape->ih && x + PATCH <= shape->iw) {
          transform_input(plane + y * row_stride + (ptrdiff_t)x * LANES, row_stride, out, plan->input_stride);
          continue;
        }
        float patch[PATCH * PATCH * LANES];
        for (int i = 0; i < PATCH; i++)
          for (int j = 0; j < PATCH; j++) {
            int inside_input = y + i >= 0 && y + i < shape->ih && x + j >= 0 && x + j < shape->iw;
            store(patch + (i * PATCH + j) * LANES,
              inside_input ? load(plane + (y + i) * row_stride + (ptrdiff_t)(x + j) * LANES) : (vec)0);
          }
        transform_input(patch, PATCH * LANES, out, plan->input_stride);
      }
  }
}

/// products[36][chunk block][tile][LANES] = inputs x filters, for one chunk.
static void multiply_block(
  const struct WinogradPlan *plan, const float *inputs, const float *packed, int first_block,
  int end_block, int tiles, float *products) {
  int groups = (tiles + ROWS - 1) / ROWS;
  size_t depth = (size_t)plan->ic_blocks * LANES, column_stride = (size_t)tiles * LANES;
  for (int p = 0; p < PRODUCTS; p++) {
    const float *v = inputs + p * plan->input_stride, *u = packed + p * plan->weight_stride;
    float *m = products + p * plan->product_stride;
    for (int from = 0; from < plan->ic_blocks; from += DEPTH_BLOCKS) {
      int left = plan->ic_blocks - from, part = left < DEPTH_BLOCKS ? left : DEPTH_BLOCKS;
      for (int block = first_block; block < end_block; block += 2) {
        int columns = plan->oc_blocks - block < 2 ? 1 : 2;
        const float *panel = u + block * depth * LANES + (size_t)from * LANES * columns * LANES;
        for (int group = 0; group < groups; group++) {
          int start = group_start(tiles, group, groups);
          int rows = group_start(tiles, group + 1, groups) - start;
          multiply(
            rows, columns, v + start * depth + (size_t)from * rows * LANES, panel, part,
            m + (block - first_block) * column_stride + (size_t)start * LANES, column_stride,
            from == 0);
        }
      }
    }
  }
}

INLINE vec finish(vec x, vec bias, vec lower, vec upper) {
  x += bias;
  x = x < lower ? lower : x;
  return x > upper ? upper : x;
}

/// Writes the outputs of one chunk.
static void scatter_block(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradForward *job, long first, int tiles, int first_block, int end_block,
  const float *products) {
  int per_image = plan->tiles_y * plan->tiles_x;
  ptrdiff_t row_stride = (ptrdiff_t)shape->ow * LANES;
  vec lower = job->lower, upper = job->upper;
  for (int block = first_block; block < end_block; block++) {
    vec bias = job->bias ? load(job->bias + (size_t)block * LANES) : (vec)0;
    for (int t = 0; t < tiles; t++, products += LANES) {
      long tile = first + t;
      int image = (int)(tile / per_image), inside = (int)(tile % per_image);
      int y = inside / plan->tiles_x * TILE, x = inside % plan->tiles_x * TILE;
      float *dst = job->dst + ((size_t)image * plan->oc_blocks + block) * shape->oh * (size_t)row_stride +
                   y * row_stride + (ptrdiff_t)x * LANES;
      vec out[TILE][TILE];
      transform_output(products, plan->product_stride, out);
      int height = shape->oh - y, width = shape->ow - x;
      #pragma clang loop unroll(full)
      for (int i = 0; i < TILE; i++) {
        #pragma clang loop unroll(full)
        for (int j = 0; j < TILE; j++) {
          if (i >= height || j >= width) continue;
          float *at = dst + i * row_stride + j * LANES;
          vec value = job->accumulate ? out[i][j] + load(at) : out[i][j];
          store(at, finish(value, bias, lower, upper));
        }
      }
    }
  }
}

static void forward(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradShare *share, const struct WinogradForward *job) {
  long count = share->end_tile - share->first_tile;
  long blocks = (count + plan->block_tiles - 1) / plan->block_tiles;
  float *inputs = job->workspace, *products = inputs + PRODUCTS * plan->input_stride;
  for (long b = 0; b < blocks; b++) {
    long first = share->first_tile + count * b / blocks;
    int tiles = (int)(share->first_tile + count * (b + 1) / blocks - first);
    gather_block(shape, plan, job->src, first, tiles, inputs);
    for (int block = share->first_block; block < share->end_block; block += plan->chunk) {
      int left = share->end_block - block, end = block + (left < plan->chunk ? left : plan->chunk);
      multiply_block(plan, inputs, job->packed, block, end, tiles, products);
      scatter_block(shape, plan, job, first, tiles, block, end, products);
    }
  }
}

const struct WinogradKernels KERNELS = {LANES, ROWS, transform_weights, forward};
