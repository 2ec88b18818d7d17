// What happens along one axis of [outer, length, inner]: sparse linear maps, running sums, picking
// by index, the largest few. Results never overlap arguments unless a comment says so.

#ifndef SHINSO_ALONG_H
#define SHINSO_ALONG_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A sparse matrix [count, size] in compressed rows: row i has the columns and weights from
/// starts[i] up to but without starts[i + 1].
typedef struct {
  const int64_t *starts;
  const int32_t *columns;
  const float *weights;
  long count, size;
} shinso_axis_map;

/// y[o][i][l] = Σ over row i of weight x[o][column][l], for y [outer, count, inner] and
/// x [outer, size, inner], and the rows first..<last of y seen as [outer count, inner].
void shinso_map_axis(
    float *y, const float *x, const shinso_axis_map *map, long inner, long first, long last);

/// y[o][r][i] = Σ x[o][0...r][i], summed in double precision; y may be x. `exclusive`: up to but
/// without r. `reversed`: from the end.
void shinso_cumulative_sum(
    float *y, const float *x, long outer, long length, long inner, int exclusive, int reversed);

/// y[o][k][i] = x[o][index[o][k][i]][i] for x [outer, length, inner] and index [outer, count,
/// inner], whose values are in range.
void shinso_gather_elements(
    void *y, const void *x, const int64_t *index, long outer, long length, long count, long inner,
    long element_size);

/// y[o][index[o][k][i]][i] += x[o][k][i], k ascending.
void shinso_scatter_add_elements(
    float *y, const float *x, const int64_t *index, long outer, long length, long count,
    long inner);

/// The `count` largest (or smallest) of each row of x [rows, columns], in order, with their
/// columns; of equal ones the first. A NaN counts as the largest. `count` is 1 to `columns`.
void shinso_top_k(
    float *values, int64_t *indices, const float *x, long rows, long columns, long count,
    int largest);

#ifdef __cplusplus
}
#endif

#endif
