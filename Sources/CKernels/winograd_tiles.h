// The positions of tiles in the activations.

/// The image of a tile, and its first output row and column.
struct Place {
  int image, y, x;
};

INLINE struct Place place_of(const struct WinogradPlan *plan, long tile) {
  int per_image = plan->tiles_y * plan->tiles_x, inside = (int)(tile % per_image);
  struct Place place = {
    (int)(tile / per_image), inside / plan->tiles_x * TILE, inside % plan->tiles_x * TILE};
  return place;
}

/// One channel block of one image. Lanes from `count` on belong to the next pixel.
struct Plane {
  float *data;
  int height, width, count;
  ptrdiff_t row_stride, column_stride;
};

/// Of activations with `all` channels, of which `channels` matter.
INLINE struct Plane plane_of(
  const float *data, int channels, int all, int height, int width, int channels_last, int image,
  int block) {
  ptrdiff_t column_stride = channels_last ? all : LANES;
  ptrdiff_t pixels = (ptrdiff_t)height * width, blocks = (all + LANES - 1) / LANES;
  ptrdiff_t offset = channels_last ? image * pixels * all + block * LANES
                                   : (image * blocks + block) * pixels * LANES;
  int left = channels - block * LANES, count = channels_last && left < LANES ? left : LANES;
  struct Plane plane = {
    (float *)data + offset, height, width, count, width * column_stride, column_stride};
  return plane;
}

INLINE struct Plane input_plane(
  const shinso_winograd_shape *s, const float *src, int n, int block) {
  return plane_of(src, s->ic, s->ic, s->ih, s->iw, s->src_channels_last, n, block);
}

INLINE struct Plane output_plane(
  const shinso_winograd_shape *s, const float *dst, int n, int block) {
  return plane_of(dst, s->oc, s->dst_channels, s->oh, s->ow, s->dst_channels_last, n, block);
}

/// Bit i tells whether `start` + i is in 0..<`size`.
INLINE unsigned inside(int start, int size) {
  unsigned from = start < 0 ? (unsigned)-start : 0;
  int end = size - start;
  return (end <= 0 ? 0 : end < 31 ? (1u << end) - 1 : ~0u) >> from << from;
}

/// Transforms `size` x `size` vectors, starting at row `y` and column `x` of a plane; everything
/// outside the plane is zero.
INLINE void transform_at(
  const int size, const struct Plane *plane, int y, int x, float *out, size_t stride) {
  const float *from = plane->data + y * plane->row_stride + x * plane->column_stride;
  struct Patch patch = {from, plane->row_stride, plane->column_stride, plane->count,
    inside(y, plane->height), inside(x, plane->width)};
  unsigned all = (1u << size) - 1;
  if ((patch.rows & patch.columns & all) == all && plane->count == LANES)
    transform(size, 1, &patch, out, stride);
  else
    transform(size, 0, &patch, out, stride);
}

/// Transforms the input patches of `tiles` tiles from `first` on into [PRODUCTS][ic block][tile]
/// [LANES].
static void transform_inputs(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *src, long first,
  int tiles, float *out, size_t stride) {
  for (int block = 0; block < plan->ic_blocks; block++)
    for (int t = 0; t < tiles; t++, out += LANES) {
      struct Place at = place_of(plan, first + t);
      struct Plane plane = input_plane(shape, src, at.image, block);
      transform_at(PATCH, &plane, at.y - shape->pad_top, at.x - shape->pad_left, out, stride);
    }
}

/// Transforms the gradients of `tiles` output tiles from `first` on, for some output channel
/// blocks, into [PRODUCTS][block][tile][LANES].
static void transform_gradients(
  const shinso_winograd_shape *shape, const struct WinogradPlan *plan, const float *diff_dst,
  int first_block, int end_block, long first, int tiles, float *out, size_t stride) {
  for (int block = first_block; block < end_block; block++)
    for (int t = 0; t < tiles; t++, out += LANES) {
      struct Place at = place_of(plan, first + t);
      struct Plane plane = output_plane(shape, diff_dst, at.image, block);
      transform_at(TILE, &plane, at.y, at.x, out, stride);
    }
}
