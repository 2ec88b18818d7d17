// The matrix kernel of the convolution and of the gradient of its input: some tiles times one or
// two output channel blocks.

/// The distance, in floats, at which the filters are prefetched; they stream through once.
enum { PREFETCH = 1024 };

/// Adds the products of `depth` input channels to `m`, or sets it if `first`. `v` is [depth /
/// LANES][rows][LANES], with its blocks `v_stride` floats apart. `u` is [depth][step][LANES], of
/// which `columns` are used. Each sum is one chain of multiply-adds in the order of the input
/// channels, so it does not depend on how the work was divided.
INLINE void multiply_fixed(
  const int rows, const int columns, const float *v, size_t v_stride, const float *u,
  const int step, int depth, float *m, size_t column_stride, int first) {
  vec sum[ROWS][2];
  #pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++)
      sum[r][c] = first ? (vec)0 : load(m + c * column_stride + r * LANES);
  for (int channel = 0; channel < depth; channel += LANES, v += v_stride) {
    int count = depth - channel < LANES ? depth - channel : LANES;
    #pragma clang loop unroll_count(2)
    for (int k = 0; k < count; k++, u += step * LANES) {
      vec weights[2];
      for (int c = 0; c < columns; c++) {
        weights[c] = load(u + c * LANES);
        __builtin_prefetch(u + c * LANES + PREFETCH);
      }
      #pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) {
        float x = v[r * LANES + k];
        for (int c = 0; c < columns; c++) sum[r][c] += weights[c] * x;
      }
    }
  }
  #pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < columns; c++) store(m + c * column_stride + r * LANES, sum[r][c]);
}

/// Like `multiply_fixed`, for one column in which the upper half of the lanes are not channels.
INLINE void multiply_half(
  const int rows, const float *v, size_t v_stride, const float *u, const int step, int depth,
  float *m, int first) {
  half_vec sum[ROWS];
  #pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) sum[r] = first ? (half_vec)0 : load_half(m + r * LANES);
  for (int channel = 0; channel < depth; channel += LANES, v += v_stride) {
    int count = depth - channel < LANES ? depth - channel : LANES;
    #pragma clang loop unroll_count(2)
    for (int k = 0; k < count; k++, u += step * LANES) {
      half_vec weights = load_half(u);
      #pragma clang loop unroll(full)
      for (int r = 0; r < rows; r++) sum[r] += weights * v[r * LANES + k];
    }
  }
  #pragma clang loop unroll(full)
  for (int r = 0; r < rows; r++) store_half(m + r * LANES, sum[r]);
}

/// One or two columns; with `half`, half of the last one is empty. Both kinds together would not
/// fit in registers.
INLINE void multiply_rows(
  const int rows, int columns, int half, const float *v, size_t v_stride, const float *u,
  int depth, float *m, size_t column_stride, int first) {
  if (!HALF || !half) {
    if (columns == 2)
      multiply_fixed(rows, 2, v, v_stride, u, 2, depth, m, column_stride, first);
    else
      multiply_fixed(rows, 1, v, v_stride, u, 1, depth, m, column_stride, first);
  } else if (columns == 2) {
    multiply_fixed(rows, 1, v, v_stride, u, 2, depth, m, column_stride, first);
    multiply_half(rows, v, v_stride, u + LANES, 2, depth, m + column_stride, first);
  } else {
    multiply_half(rows, v, v_stride, u, 1, depth, m, first);
  }
}

#define MULTIPLY_CASE(ROW_COUNT)                                                             \
  case ROW_COUNT:                                                                            \
    multiply_rows(ROW_COUNT, columns, half, v, v_stride, u, depth, m, column_stride, first); \
    break;

static void multiply(
  int rows, int columns, int half, const float *v, size_t v_stride, const float *u, int depth,
  float *m, size_t column_stride, int first) {
  switch (rows) {
    MULTIPLY_CASE(1)
    MULTIPLY_CASE(2)
#if ROWS > 2
    MULTIPLY_CASE(3)
    MULTIPLY_CASE(4)
    MULTIPLY_CASE(5)
    MULTIPLY_CASE(6)
#endif
#if ROWS > 6
    MULTIPLY_CASE(7)
    MULTIPLY_CASE(8)
    MULTIPLY_CASE(9)
    MULTIPLY_CASE(10)
    MULTIPLY_CASE(11)
    MULTIPLY_CASE(12)
    MULTIPLY_CASE(13)
    MULTIPLY_CASE(14)
#endif
  }
}

#undef MULTIPLY_CASE

/// The tiles are divided evenly into groups of at most ROWS.
INLINE int group_count(int tiles) { return (tiles + ROWS - 1) / ROWS; }

INLINE int group_start(int tiles, int group) {
  return (int)((long)tiles * group / group_count(tiles));
}

/// One of the PRODUCTS matrix products, for some channel blocks of the result. `v` is
/// [block][tile][LANES] with `depth` channels, `u` the filters from those channels to `channels`
/// channels, and `m` [block][tile][LANES] from `first_block` on.
static void multiply_matrix(
  const float *v, int depth, const float *u, int channels, int first_block, int end_block,
  int tiles, float *m) {
  int depth_blocks = (depth + LANES - 1) / LANES, blocks = (channels + LANES - 1) / LANES;
  size_t stride = (size_t)tiles * LANES;
  for (int block = first_block; block < end_block; block += 2) {
    int columns = blocks - block < 2 ? 1 : 2;
    int half = channels - (block + columns - 1) * LANES <= HALF;
    for (int from = 0; from < depth_blocks; from += DEPTH_BLOCKS) {
      int left = depth - from * LANES;
      int part = left < DEPTH_BLOCKS * LANES ? left : DEPTH_BLOCKS * LANES;
      const float *panel =
        u + ((size_t)block * depth_blocks + (size_t)from * columns) * LANES * LANES;
      for (int group = 0; group < group_count(tiles); group++) {
        int start = group_start(tiles, group), rows = group_start(tiles, group + 1) - start;
        multiply(
          rows, columns, half, v + from * stride + start * LANES, stride, panel, part,
          m + (block - first_block) * stride + start * LANES, stride, from == 0);
      }
    }
  }
}
