// Softmax over the rows of [rows, columns], and cross entropy.

#ifndef SHINSO_SOFTMAX_H
#define SHINSO_SOFTMAX_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// y may be x. A row that contains only -inf gives NaN.
void shinso_softmax_forward(float *y, const float *x, long rows, long columns);
void shinso_log_softmax_forward(float *y, const float *x, long rows, long columns);

/// dx = y (dy - Σ dy y); dx may be dy.
void shinso_softmax_backward(
    float *dx, const float *dy, const float *y, long rows, long columns);

/// dx = dy - exp(y) Σ dy, for y the log-softmax; dx may be dy.
void shinso_log_softmax_backward(
    float *dx, const float *dy, const float *y, long rows, long columns);

/// How the loss is computed from labels.
typedef struct {
  /// [columns], or null if all are 1.
  const float *class_weight;
  /// Rows with this label have no loss and no gradient.
  int64_t ignored_label;
  /// ε: the target is 1 - ε for the label, plus ε / columns for every class.
  float smoothing;
} shinso_cross_entropy;

/// loss[r] = (1 - ε) w[t] (lse - x[t]) + ε / columns Σ_k w[k] (lse - x[k]), with t = labels[r], and
/// log_sum[r] = lse = log Σ exp x, which the backward pass needs (may be null).
///
/// Returns -1, or the first row whose label is neither ignored nor in 0..<columns; the losses from
/// that row on are not written.
long shinso_cross_entropy_forward(
    float *loss, float *log_sum, const float *x, const int64_t *labels,
    const shinso_cross_entropy *rule, long rows, long columns);

/// dx[r][k] = scale dloss[r dloss_step] ∂loss[r]/∂x[r][k]; dloss_step is 1, or 0 if all rows share
/// one gradient. The forward pass has checked the labels. dx may be x.
void shinso_cross_entropy_backward(
    float *dx, const float *x, const float *log_sum, const int64_t *labels,
    const shinso_cross_entropy *rule, float scale, const float *dloss, long dloss_step, long rows,
    long columns);

/// Σ w[labels[r]] over the rows that are not ignored: the divisor of the mean loss. Labels out of
/// range are skipped.
double shinso_cross_entropy_divisor(
    const int64_t *labels, const shinso_cross_entropy *rule, long rows, long columns);

#ifdef __cplusplus
}
#endif

#endif
