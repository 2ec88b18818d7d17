// The gradient of the filters: G^T [sum over tiles of (B^T d B) (A dy A^T)] G, the transpose of the
// convolution in each of its three transforms.

enum { GRADIENT_ROWS = LANES / 2 };

/// Adds `tiles` outer products of input and output channels. `v` is [tiles][LANES], `z` [columns]
/// [tiles][LANES] and `u` [columns][..][GRADIENT_ROWS][LANES], with column strides.
INLINE void outer_fixed(
  const int columns, const float *v, const float *z, size_t z_stride, int tiles, float *u,
  size_t u_stride, int first) {
  vec sum[GRADIENT_ROWS][GRADIENT_COLUMNS];
  #pragma clang loop unroll(full)
  for (int r = 0; r < GRADIENT_ROWS; r++)
    for (int c = 0; c < columns; c++)
      sum[r][c] = first ? (vec)0 : load(u + c * u_stride + r * LANES);
  // If unrolled, the loop would run out of registers.
  #pragma clang loop unroll(disable)
  for (int t = 0; t < tiles; t++, v += LANES, z += LANES) {
    vec right[GRADIENT_COLUMNS];
    for (int c = 0; c < columns; c++) right[c] = load(z + c * z_stride);
    #pragma clang loop unroll(full)
    for (int r = 0; r < GRADIENT_ROWS; r++) {
      float x = v[r];
      for (int c = 0; c < columns; c++) sum[r][c] += right[c] * x;
    }
  }
  #pragma clang loop unroll(full)
  for (int r = 0; r < GRADIENT_ROWS; r++)
    for (int c = 0; c < columns; c++) store(u + c * u_stride + r * LANES, sum[r][c]);
}

static void outer(
  int columns, const float *v, const float *z, size_t z_stride, int tiles, float *u,
  size_t u_stride, int first) {
  switch (columns) {
    case 1: outer_fixed(1, v, z, z_stride, tiles, u, u_stride, first); break;
#if GRADIENT_COLUMNS > 1
    case 2: outer_fixed(2, v, z, z_stride, tiles, u, u_stride, first); break;
#endif
#if GRADIENT_COLUMNS > 2
    case 3: outer_fixed(3, v, z, z_stride, tiles, u, u_stride, first); break;
#endif
  }
}

/// For one of the PRODUCTS matrices: u[block][ic][LANES] (+)= the outer products of one block of
/// tiles.
static void outer_matrix(
  const float *v, int ic, const float *z, int blocks, int tiles, float *u, int first) {
  int groups = (blocks + GRADIENT_COLUMNS - 1) / GRADIENT_COLUMNS;
  size_t stride = (size_t)tiles * LANES;
  size_t u_stride = (size_t)((ic + LANES - 1) / LANES) * LANES * LANES;
  for (int group = 0; group < groups; group++) {
    int start = blocks * group / groups, columns = blocks * (group + 1) / groups - start;
    for (int row = 0; row < ic; row += GRADIENT_ROWS)
      outer(
        columns, v + row / LANES * stride + row % LANES, z + start * stride, stride, tiles,
        u + start * u_stride + (size_t)row * LANES, u_stride, first);
  }
}

/// Converts the sums of `blocks` output channel blocks to filters, [block][ic][TAPS][LANES].
static void sum_filters(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradGradient *job, int blocks) {
  int depth = plan->ic_blocks * LANES;
  for (size_t position = 0; position < (size_t)blocks * depth; position++) {
    if ((int)(position % depth) >= shape->ic) continue;
    transform_filter_gradient(
      job->products + position * LANES, job->product_stride,
      job->filters + position * TAPS * LANES);
  }
}

/// Sums over the tiles of one part, for some output channel blocks, into [block][ic][TAPS][LANES].
static void gradient(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradShare *share, const struct WinogradGradient *job) {
  int blocks = share->end_block - share->first_block, tiles;
  for (long from = share->first_tile; from < share->end_tile; from += tiles) {
    long left = share->end_tile - from;
    tiles = left < job->block_tiles ? (int)left : job->block_tiles;
    transform_inputs(shape, plan, job->src, from, tiles, job->inputs, job->input_stride);
    transform_gradients(
      shape, plan, job->diff_dst, share->first_block, share->end_block, from, tiles,
      job->gradients, job->gradient_stride);
    for (int p = 0; p < PRODUCTS; p++)
      outer_matrix(
        job->inputs + p * job->input_stride, shape->ic, job->gradients + p * job->gradient_stride,
        blocks, tiles, job->products + p * job->product_stride, from == share->first_tile);
  }
  sum_filters(shape, plan, job, blocks);
}

/// Adds up the parts and converts them to [oc][ic][FILTER][FILTER].
static void gradient_finish(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *filters,
  int parts, float *diff_weights, long begin, long end) {
  int depth = plan->ic_blocks * LANES;
  size_t part_stride = (size_t)plan->oc_blocks * depth * TAPS * LANES;
  // A position is an input channel of an output channel block.
  for (long position = begin; position < end; position++) {
    int first = (int)(position / depth) * LANES, channel = (int)(position % depth);
    int count = shape->oc - first < LANES ? shape->oc - first : LANES;
    if (channel >= shape->ic) continue;
    float taps[TAPS][LANES];
    for (int tap = 0; tap < TAPS; tap++) {
      const float *from = filters + (position * TAPS + tap) * LANES;
      vec sum = load(from);
      for (int part = 1; part < parts; part++) sum += load(from + part * part_stride);
      store(taps[tap], sum);
    }
    for (int lane = 0; lane < count; lane++) {
      float *out = diff_weights + ((size_t)(first + lane) * shape->ic + channel) * TAPS;
      for (int tap = 0; tap < TAPS; tap++) out[tap] = taps[tap][lane];
    }
  }
}
