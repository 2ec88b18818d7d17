// Reductions over one axis of [outer, reduced, inner]. Sums are computed in short float32 runs that
// are added in double precision, so the error does not grow with the length.

#ifndef SHINSO_REDUCE_H
#define SHINSO_REDUCE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SHINSO_REDUCE_SUM,
  /// NaN if there is one; -inf for no elements.
  SHINSO_REDUCE_MAX,
  /// NaN if there is one; +inf for no elements.
  SHINSO_REDUCE_MIN,
} shinso_reduction;

/// y[o][i] = op over r of x[(o reduced + r) stride + i], for y [outer, inner] and `stride` >=
/// inner. With `stride` > inner this reduces some of the columns of [outer, reduced, stride].
///
/// The sum of each column of [rows, columns] is (outer 1, reduced rows, inner columns); the sum of
/// each row is (outer rows, reduced columns, inner 1).
void shinso_reduce(
    shinso_reduction kind, float *y, const float *x, long outer, long reduced, long inner,
    long stride);

/// y[o][i] = the first index r of the maximum x[o][r][i], where NaN counts as the maximum;
/// `reduced` is at least 1.
void shinso_argmax(int64_t *y, const float *x, long outer, long reduced, long inner);

/// The sum of a piece, for callers that add pieces.
double shinso_sum(const float *x, long count);

/// sum[l] += the sum over s of x[s][l]: the bias gradient of one plane in the lanes form of
/// normalize.h.
void shinso_lanes_sum(double *sum, const float *x, long spatial, long lanes);

#ifdef __cplusplus
}
#endif

#endif
