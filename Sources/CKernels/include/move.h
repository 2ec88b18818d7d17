// Elements moved, not changed: transposes, layouts, slices, rows by index. Element sizes are 1, 2,
// 4 or 8 bytes; results never overlap arguments.

#ifndef SHINSO_MOVE_H
#define SHINSO_MOVE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// y[c][r] = x[r][c] for x [rows, columns]; strides in elements from row to row, at least the
/// length of a row. NCHW to channels-last is (C, H W), back is (H W, C), image by image.
void shinso_transpose(
    void *y, long y_stride, const void *x, long x_stride, long rows, long columns,
    long element_size);

/// The most axes of `shinso_permute`.
#define SHINSO_PERMUTE_MAX_RANK 32

/// y's axis i is x's axis axes[i]; `shape` is x's. Writes y's indices first..<last along its axis
/// 0; `y` points to the whole. Rank 0 copies the one element.
void shinso_permute(
    void *y, const void *x, int rank, const long *shape, const int *axes, long element_size,
    long first, long last);

/// Copies `rows` rows of `row_bytes`; strides in bytes. Slices and joins along an axis.
void shinso_copy_rows(
    void *y, long y_stride, const void *x, long x_stride, long row_bytes, long rows);

/// Sets `count` elements to the one at `value`.
void shinso_fill(void *y, const void *value, long element_size, long count);

/// y[i] = row indices[i] of x [rows, row_bytes]. Returns -1, or the first i whose index is out of
/// range; the rows from there on are not written.
long shinso_gather_rows(
    void *y, const void *x, const int64_t *indices, long count, long rows, long row_bytes);

/// y[indices[i]][c] += x[i][c] for c in first_column..<last_column, i ascending; y is
/// [rows, columns], x [count, columns]. Threads take column ranges, so that the order of addition
/// is always the same. Returns as `shinso_gather_rows`.
long shinso_scatter_add_rows(
    float *y, const float *x, const int64_t *indices, long count, long rows, long columns,
    long first_column, long last_column);

#ifdef __cplusplus
}
#endif

#endif
