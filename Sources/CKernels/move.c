#include "move.h"

#include "multiversion.h"

// The side of the square pieces of a transpose: few enough rows for the translation buffer, and
// whole cache lines in both directions.
#define PIECE 64
#define TILE 8

typedef uint32_t Tile __attribute__((ext_vector_type(TILE), aligned(4), may_alias));

/// Transposes an 8 x 8 tile in three exchanges: of single elements, of pairs and of halves.
SHINSO_INLINE void transpose_tile(uint32_t *y, long y_stride, const uint32_t *x, long x_stride) {
  Tile a[TILE], b[TILE];
  for (int i = 0; i < TILE; i++) a[i] = *(const Tile *)(x + i * x_stride);
  for (int i = 0; i < TILE; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < TILE; i += 4)
    for (int j = 0; j < 2; j++) {
      a[i + 2 * j] = __builtin_shufflevector(b[i + j], b[i + j + 2], 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + 2 * j + 1] =
          __builtin_shufflevector(b[i + j], b[i + j + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  for (int i = 0; i < 4; i++) {
    *(Tile *)(y + i * y_stride) =
        __builtin_shufflevector(a[i], a[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    *(Tile *)(y + (i + 4) * y_stride) =
        __builtin_shufflevector(a[i], a[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// Transposes a piece of up to PIECE rows and columns without vectors.
#define TRANSPOSE_PIECE(NAME, TYPE)                                                     \
  SHINSO_INLINE void NAME(                                                              \
      TYPE *y, long y_stride, const TYPE *x, long x_stride, long rows, long columns) {  \
    for (long c = 0; c < columns; c++) {                                                \
      SHINSO_INDEPENDENT                                                                \
      for (long r = 0; r < rows; r++) y[c * y_stride + r] = x[r * x_stride + c];        \
    }                                                                                   \
  }

TRANSPOSE_PIECE(transpose_8, uint8_t)
TRANSPOSE_PIECE(transpose_16, uint16_t)
TRANSPOSE_PIECE(transpose_32, uint32_t)
TRANSPOSE_PIECE(transpose_64, uint64_t)

#undef TRANSPOSE_PIECE

SHINSO_INLINE void transpose_tiles(
    uint32_t *y, long y_stride, const uint32_t *x, long x_stride, long rows, long columns) {
  const long tiled_rows = rows / TILE * TILE, tiled_columns = columns / TILE * TILE;
  for (long c = 0; c < tiled_columns; c += TILE)
    for (long r = 0; r < tiled_rows; r += TILE)
      transpose_tile(y + c * y_stride + r, y_stride, x + r * x_stride + c, x_stride);
  transpose_32(
      y + tiled_columns * y_stride, y_stride, x + tiled_columns, x_stride, tiled_rows,
      columns - tiled_columns);
  transpose_32(
      y + tiled_rows, y_stride, x + tiled_rows * x_stride, x_stride, rows - tiled_rows, columns);
}

SHINSO_INLINE void transpose(
    void *y, long y_stride, const void *x, long x_stride, long rows, long columns,
    long element_size) {
  for (long r = 0; r < rows; r += PIECE)
    for (long c = 0; c < columns; c += PIECE) {
      void *to = (char *)y + (c * y_stride + r) * element_size;
      const void *from = (const char *)x + (r * x_stride + c) * element_size;
      const long height = shinso_min(PIECE, rows - r), width = shinso_min(PIECE, columns - c);
      switch (element_size) {
        case 1: transpose_8(to, y_stride, from, x_stride, height, width); break;
        case 2: transpose_16(to, y_stride, from, x_stride, height, width); break;
        case 4: transpose_tiles(to, y_stride, from, x_stride, height, width); break;
        case 8: transpose_64(to, y_stride, from, x_stride, height, width); break;
      }
    }
}

SHINSO_KERNEL
void shinso_transpose(
    void *y, long y_stride, const void *x, long x_stride, long rows, long columns,
    long element_size) {
  transpose(y, y_stride, x, x_stride, rows, columns, element_size);
}

SHINSO_INLINE void copy_rows(
    char *y, long y_stride, const char *x, long x_stride, long row_bytes, long rows) {
#define COPY(BYTES)                                                                        \
  for (long r = 0; r < rows; r++) memcpy(y + r * y_stride, x + r * x_stride, (size_t)(BYTES)); \
  break;
  switch (row_bytes) {
    case 1: COPY(1)
    case 2: COPY(2)
    case 4: COPY(4)
    case 8: COPY(8)
    case 12: COPY(12)
    case 16: COPY(16)
    case 32: COPY(32)
    case 64: COPY(64)
    default: COPY(row_bytes)
  }
#undef COPY
}

SHINSO_KERNEL
void shinso_copy_rows(
    void *y, long y_stride, const void *x, long x_stride, long row_bytes, long rows) {
  if (row_bytes <= 0 || rows <= 0) return;
  if (y_stride == row_bytes && x_stride == row_bytes)
    memcpy(y, x, (size_t)(row_bytes * rows));
  else
    copy_rows(y, y_stride, x, x_stride, row_bytes, rows);
}

/// One axis of a permuted copy; strides in elements.
typedef struct {
  long size, y_stride, x_stride;
} Axis;

/// The axes of y without those of size 1; axes that are adjacent in both y and x are merged.
static int collapsed_axes(
    Axis *axes, int rank, const long *shape, const int *order, long first, long last) {
  long x_strides[SHINSO_PERMUTE_MAX_RANK], y_stride = 1, stride = 1;
  for (int i = rank - 1; i >= 0; i--) {
    x_strides[i] = stride;
    stride *= shape[i];
  }
  Axis all[SHINSO_PERMUTE_MAX_RANK];
  for (int i = rank - 1; i >= 0; i--) {
    const long size = shape[order[i]];
    all[i] = (Axis){i == 0 ? last - first : size, y_stride, x_strides[order[i]]};
    y_stride *= size;
  }
  int count = 0;
  for (int i = 0; i < rank; i++) {
    if (all[i].size == 1) continue;
    Axis *outer = count > 0 ? &axes[count - 1] : NULL;
    if (outer && outer->x_stride == all[i].x_stride * all[i].size)
      *outer = (Axis){outer->size * all[i].size, all[i].y_stride, all[i].x_stride};
    else
      axes[count++] = all[i];
  }
  return count;
}

/// The innermost part of a permuted copy, inside the loops over all outer axes: either rows that
/// stay rows, or a transpose.
typedef struct {
  Axis rows, columns;
  int transposes;
} Plane;

static void copy_plane(const Plane *plane, char *y, const char *x, long size) {
  const Axis *rows = &plane->rows, *columns = &plane->columns;
  if (plane->transposes)
    shinso_transpose(
        y, rows->y_stride, x, columns->x_stride, columns->size, rows->size, size);
  else
    shinso_copy_rows(
        y, rows->y_stride * size, x, rows->x_stride * size, columns->size * size, rows->size);
}

void shinso_permute(
    void *y, const void *x, int rank, const long *shape, const int *axes, long element_size,
    long first, long last) {
  if (rank == 0) {
    memcpy(y, x, (size_t)element_size);
    return;
  }
  long y_row = 1, x_row = 1;
  for (int i = 0; i < rank; i++) {
    if (shape[i] <= 0) return;
    if (i != axes[0]) y_row *= shape[i];
    if (i > axes[0]) x_row *= shape[i];
  }
  if (first >= last) return;
  char *to = (char *)y + first * y_row * element_size;
  const char *from = (const char *)x + first * x_row * element_size;

  Axis outer[SHINSO_PERMUTE_MAX_RANK + 1];
  int count = collapsed_axes(outer, rank, shape, axes, first, last);
  const Axis single = {1, 0, 0};
  Plane plane = {single, single, 0};
  if (count > 0) plane.columns = outer[--count];
  if (plane.columns.size == 1) plane.columns.x_stride = 1;
  // The axis along which x is contiguous, if it is not that of y (none if it was cut to one
  // element).
  plane.transposes = plane.columns.x_stride != 1;
  int row = count - 1;
  while (plane.transposes && row >= 0 && outer[row].x_stride != 1) row--;
  if (row >= 0) {
    plane.rows = outer[row];
    for (count--; row < count; row++) outer[row] = outer[row + 1];
  }

  long position[SHINSO_PERMUTE_MAX_RANK + 1] = {0};
  for (;;) {
    copy_plane(&plane, to, from, element_size);
    int axis = count - 1;
    for (; axis >= 0; axis--) {
      to += outer[axis].y_stride * element_size;
      from += outer[axis].x_stride * element_size;
      if (++position[axis] < outer[axis].size) break;
      to -= outer[axis].size * outer[axis].y_stride * element_size;
      from -= outer[axis].size * outer[axis].x_stride * element_size;
      position[axis] = 0;
    }
    if (axis < 0) return;
  }
}
