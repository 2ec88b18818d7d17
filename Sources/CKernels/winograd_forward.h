// The convolution, and the transformation of its filters.

static void transform_weights(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *weights,
  float *packed, enum shinso_winograd_filters form, long begin, long end) {
  int swapped = form != SHINSO_WINOGRAD_FORWARD, turned = form == SHINSO_WINOGRAD_TURNED;
  size_t oc_step = swapped ? TAPS : (size_t)shape->ic * TAPS;
  size_t ic_step = swapped ? (size_t)shape->oc * TAPS : TAPS;
  int depth = plan->ic_blocks * LANES;
  // A position is an input channel of a pair of output channel blocks.
  for (long position = begin; position < end; position++) {
    int first_block = (int)(position / shape->ic) * 2, channel = (int)(position % shape->ic);
    int columns = plan->oc_blocks - first_block < 2 ? 1 : 2;
    float *out = packed + ((size_t)first_block * depth + (size_t)channel * columns) * LANES;
    for (int c = 0; c < columns; c++) {
      float taps[TAPS][LANES] = {{0}};
      int first = (first_block + c) * LANES;
      int count = shape->oc - first < LANES ? shape->oc - first : LANES;
      for (int lane = 0; lane < count; lane++) {
        const float *filter = weights + (first + lane) * oc_step + channel * ic_step;
        for (int tap = 0; tap < TAPS; tap++)
          taps[tap][lane] = filter[turned ? TAPS - 1 - tap : tap];
      }
      vec g[TAPS];
      for (int tap = 0; tap < TAPS; tap++) g[tap] = load(taps[tap]);
      transform_filter(g, out + c * LANES, plan->weight_stride);
    }
  }
}

/// Comparisons with NaN are false, so NaN is kept.
INLINE vec clamp(vec x, vec lower, vec upper) {
  x = x < lower ? lower : x;
  return x > upper ? upper : x;
}

/// Writes the part of one output tile that is inside the image.
INLINE void write_tile(
  const struct WinogradForward *job, vec out[TILE][TILE], vec bias, const struct Plane *plane,
  int y, int x) {
  vec lower = job->epilogue.lower, upper = job->epilogue.upper;
  const float *residual = job->epilogue.residual;
  float *dst = job->dst;
  #pragma clang loop unroll(full)
  for (int i = 0; i < TILE; i++) {
    #pragma clang loop unroll(full)
    for (int j = 0; j < TILE; j++) {
      if (y + i >= plane->height || x + j >= plane->width) continue;
      float *at = plane->data + (y + i) * plane->row_stride + (x + j) * plane->column_stride;
      vec value = out[i][j] + bias;
      if (residual) value += load_part(residual + (at - dst), plane->count);
      value = clamp(value, lower, upper);
      if (job->stream)
        __builtin_nontemporal_store(value, (vec *)at);
      else
        store_part(at, value, plane->count);
    }
  }
}

/// Writes the outputs of one chunk.
static void write_block(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradForward *job, long first, int tiles, int first_block, int end_block,
  const float *products) {
  for (int block = first_block; block < end_block; block++) {
    const float *all = job->epilogue.bias;
    vec bias = all ? load(all + (size_t)block * LANES) : (vec)0;
    for (int t = 0; t < tiles; t++, products += LANES) {
      struct Place at = place_of(plan, first + t);
      struct Plane plane = output_plane(shape, job->dst, at.image, block);
      vec out[TILE][TILE];
      transform_output(products, plan->product_stride, out);
      write_tile(job, out, bias, &plane, at.y, at.x);
    }
  }
}

static void forward(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradShare *share, const struct WinogradForward *job) {
  if (share->first_block >= share->end_block) return;
  long count = share->end_tile - share->first_tile;
  long blocks = (count + plan->block_tiles - 1) / plan->block_tiles;
  float *inputs = job->workspace, *products = inputs + PRODUCTS * plan->input_stride;
  for (long b = 0; b < blocks; b++) {
    long first = share->first_tile + count * b / blocks;
    int tiles = (int)(share->first_tile + count * (b + 1) / blocks - first);
    transform_inputs(shape, plan, job->src, first, tiles, inputs, plan->input_stride);
    for (int block = share->first_block; block < share->end_block; block += plan->chunk) {
      int left = share->end_block - block, end = block + (left < plan->chunk ? left : plan->chunk);
      for (int p = 0; p < PRODUCTS; p++)
        multiply_matrix(
          inputs + p * plan->input_stride, shape->ic, job->packed + p * plan->weight_stride,
          shape->oc, block, end, tiles, products + p * plan->product_stride);
      write_block(shape, plan, job, first, tiles, block, end, products);
    }
  }
  // Streaming stores are not ordered by the signal to other threads that this one is done.
  if (job->stream) __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
