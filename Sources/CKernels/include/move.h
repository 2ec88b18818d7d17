// Operations that move elements without changing them: transposes, layouts, slices, selection of
// rows by index. Elements have 1, 2, 4 or 8 bytes; results must not overlap arguments.

#ifndef SHINSO_MOVE_H
#define SHINSO_MOVE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// y[c][r] = x[r][c] for x [rows, columns]. Strides are in elements from row to row and at least
/// the row length. Image by image, NCHW to channels-last is (C, H W), and the way back is (H W, C).
void shinso_transpose(
    void *y, long y_stride, const void *x, long x_stride, long rows, long columns,
    long element_size);

/// The maximum number of axes for `shinso_permute`.
#define SHINSO_PERMUTE_MAX_RANK 32

/// Axis i of y is axis axes[i] of x; `shape` is the shape of x. Writes the indices first..<last of
/// y along its axis 0; `y` points to the whole array. Rank 0 copies the single element.
void shinso_permute(
    void *y, const void *x, int rank, const long *shape, const int *axes, long element_size,
    long first, long last);

/// Copies `rows` rows of `row_bytes` bytes; strides are in bytes. Used for slices and joins along
/// an axis.
void shinso_copy_rows(
    void *y, long y_stride, const void *x, long x_stride, long row_bytes, long rows);

/// Sets `count` elements to the value at `value`.
void shinso_fill(void *y, const void *value, long element_size, long count);

/// y[i] = row indices[i] of x [rows, row_bytes]. Returns -1, or the first i whose index is out of
/// range; from there on no rows are written.
long shinso_gather_rows(
    void *y, const void *x, const int64_t *indices, long count, long rows, long row_bytes);

/// y[indices[i]][c] += x[i][c] for c in first_column..<last_column, in ascending order of i; y is
/// [rows, columns], x [count, columns]. Threads take ranges of columns, so the order of addition is
/// always the same. Returns the same as `shinso_gather_rows`.
long shinso_scatter_add_rows(
    float *y, const float *x, const int64_t *indices, long count, long rows, long columns,
    long first_column, long last_column);

#ifdef __cplusplus
}
#endif

#endif
