// Both gradients at once. The gradient of the input is also the transpose of the convolution, B
// [U^T (A dy A^T)] B^T for each output tile, added up where the patches overlap. It needs the same
// transformed gradients as the gradient of the filters, and as many products as the convolution.

/// The number of rows and columns that a patch shares with the one above or to the left.
enum { OVERLAP = PATCH - TILE };

/// Writes or adds the part of one patch of the input gradient that is inside the image.
INLINE void write_patch(
  vec out[PATCH][PATCH], const struct Plane *plane, int y, int x, int has_above, int has_left) {
  #pragma clang loop unroll(full)
  for (int i = 0; i < PATCH; i++) {
    #pragma clang loop unroll(full)
    for (int j = 0; j < PATCH; j++) {
      if ((unsigned)(y + i) >= (unsigned)plane->height) continue;
      if ((unsigned)(x + j) >= (unsigned)plane->width) continue;
      float *at = plane->data + (y + i) * plane->row_stride + (x + j) * plane->column_stride;
      vec value = out[i][j];
      if ((i < OVERLAP && has_above) || (j < OVERLAP && has_left))
        value += load_part(at, plane->count);
      store_part(at, value, plane->count);
    }
  }
}

/// For whole images: converts the products of `tiles` tiles from `first` on to the gradient of the
/// input.
static void write_input_gradients(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *products,
  size_t stride, long first, int tiles, float *diff_src) {
  for (int block = 0; block < plan->ic_blocks; block++)
    for (int t = 0; t < tiles; t++, products += LANES) {
      struct Place at = place_of(plan, first + t);
      struct Plane plane = input_plane(shape, diff_src, at.image, block);
      vec out[PATCH][PATCH];
      spread(products, stride, out);
      write_patch(
        out, &plane, at.y - shape->pad_top, at.x - shape->pad_left, at.y > 0, at.x > 0);
    }
}

/// The share consists of whole images and all output channel blocks.
static void backward(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan,
  const struct WinogradShare *share, const struct WinogradBackward *job) {
  const struct WinogradGradient *sums = &job->sums;
  int per_image = plan->tiles_y * plan->tiles_x;
  long images = (share->end_tile - share->first_tile) / per_image;
  int most = sums->block_tiles / per_image;
  long blocks = (images + most - 1) / most;
  for (long b = 0; b < blocks; b++) {
    long first = share->first_tile + images * b / blocks * per_image;
    int tiles = (int)(share->first_tile + images * (b + 1) / blocks * per_image - first);
    transform_inputs(shape, plan, sums->src, first, tiles, sums->inputs, sums->input_stride);
    transform_gradients(
      shape, plan, sums->diff_dst, 0, plan->oc_blocks, first, tiles, sums->gradients,
      sums->gradient_stride);
    for (int p = 0; p < PRODUCTS; p++) {
      float *v = sums->inputs + p * sums->input_stride;
      const float *z = sums->gradients + p * sums->gradient_stride;
      outer_matrix(
        v, shape->ic, z, plan->oc_blocks, tiles, sums->products + p * sums->product_stride, b == 0);
      multiply_matrix(
        z, shape->oc, job->packed + p * job->weight_stride, shape->ic, 0, plan->ic_blocks, tiles,
        v);
    }
    write_input_gradients(
      shape, plan, sums->inputs, sums->input_stride, first, tiles, job->diff_src);
  }
  sum_filters(shape, plan, sums, plan->oc_blocks);
}
