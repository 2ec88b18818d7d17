// Where tiles lie in the activations.

/// The image of a tile, and its first row and column of outputs.
struct Place {
  int image, y, x;
};

INLINE struct Place place_of(const struct WinogradPlan *plan, long tile) {
  int per_image = plan->tiles_y * plan->tiles_x, inside = (int)(tile % per_image);
  struct Place place = {
    (int)(tile / per_image), inside / plan->tiles_x * TILE, inside % plan->tiles_x * TILE};
  return place;
}

/// One channel block of one image.
INLINE size_t plane_of(int image, int blocks, int block, int height, int width) {
  return ((size_t)image * blocks + block) * height * width * LANES;
}

/// Where `size` x `size` vectors from row `y` and column `x` of a plane can be read: in the plane,
/// or where they reach beyond it, in `copy`, filled up with zeros. `row_stride` becomes theirs.
INLINE const float *whole(
  const int size, const float *plane, int height, int width, int y, int x, float *copy,
  ptrdiff_t *row_stride) {
  ptrdiff_t plane_stride = (ptrdiff_t)width * LANES;
  if (y >= 0 && x >= 0 && y + size <= height && x + size <= width) {
    *row_stride = plane_stride;
    return plane + y * plane_stride + (ptrdiff_t)x * LANES;
  }
  for (int i = y; i < y + size; i++)
    for (int j = x; j < x + size; j++) {
      int inside = i >= 0 && i < height && j >= 0 && j < width;
      vec value = inside ? load(plane + i * plane_stride + (ptrdiff_t)j * LANES) : (vec)0;
      store(copy + ((i - y) * size + (j - x)) * LANES, value);
    }
  *row_stride = size * LANES;
  return copy;
}

/// Transforms the patch of inputs under a tile.
INLINE void transform_input_at(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *src, long tile,
  int block, float *out, size_t stride) {
  struct Place at = place_of(plan, tile);
  const float *plane = src + plane_of(at.image, plan->ic_blocks, block, shape->ih, shape->iw);
  float copy[PATCH * PATCH * LANES];
  ptrdiff_t row_stride;
  const float *patch = whole(
    PATCH, plane, shape->ih, shape->iw, at.y - shape->pad_top, at.x - shape->pad_left, copy,
    &row_stride);
  transform_input(patch, row_stride, out, stride);
}

/// Transforms a tile of output gradients.
INLINE void transform_gradient_at(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *diff_dst,
  long tile, int block, float *out, size_t stride) {
  struct Place at = place_of(plan, tile);
  const float *plane = diff_dst + plane_of(at.image, plan->oc_blocks, block, shape->oh, shape->ow);
  float copy[TILE * TILE * LANES];
  ptrdiff_t row_stride;
  const float *gradient = whole(TILE, plane, shape->oh, shape->ow, at.y, at.x, copy, &row_stride);
  transform_gradient(gradient, row_stride, out, stride);
}
