// Operations along one axis of [outer, length, inner]: sparse linear maps, cumulative sums,
// selection by index, the largest few. Results must not overlap arguments unless a comment says so.

#ifndef SHINSO_ALONG_H
#define SHINSO_ALONG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A sparse matrix [count, size] in compressed row form: row i has the columns and weights from
/// starts[i] up to but not including starts[i + 1].
typedef struct {
  const int64_t *starts;
  const int32_t *columns;
  const float *weights;
  long count, size;
} shinso_axis_map;

/// y[o][i][l] = Σ over row i of weight x[o][column][l], for y [outer, count, inner] and x [outer,
/// size, inner]; computes the rows first..<last of y seen as [outer count, inner].
void shinso_map_axis(
    float *y, const float *x, const shinso_axis_map *map, long inner, long first, long last);

/// y[o][r][i] = Σ x[o][0...r][i], summed in double precision; y may be x. With `exclusive`, the sum
/// does not include r; with `reversed`, it runs from the end.
void shinso_cumulative_sum(
    float *y, const float *x, long outer, long length, long inner, int exclusive, int reversed);

/// y[o][k][i] = x[o][index[o][k][i]][i] for x [outer, length, inner] and index [outer, count,
/// inner]. All indices must be in range.
void shinso_gather_elements(
    void *y, const void *x, const int64_t *index, long outer, long length, long count, long inner,
    long element_size);

/// y[o][index[o][k][i]][i] += x[o][k][i], in ascending order of k.
void shinso_scatter_add_elements(
    float *y, const float *x, const int64_t *index, long outer, long length, long count,
    long inner);

/// The `count` largest (or smallest) elements of each row of x [rows, columns], in order, with
/// their columns; among equal elements the first comes first. NaN counts as the largest. `count` is
/// 1 to `columns`.
void shinso_top_k(
    float *values, int64_t *indices, const float *x, long rows, long columns, long count,
    int largest);

#ifdef __cplusplus
}
#endif

#endif
