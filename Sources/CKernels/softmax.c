#include "softmax.h"

#include "elementwise_math.h"
#include "order.h"

// The number of terms summed in float32 before the partial sum is promoted to double.
#define STRETCH 1024

// Not part of the sums that may be reordered, because the difference must come first.
SHINSO_INLINE float minus(float a, float b) { return a - b; }

/// Σ exp(x - greatest); y, if not null, receives the terms.
SHINSO_INLINE float exponentials(float *y, const float *x, float greatest, long count) {
  SHINSO_REORDER
  double sum = 0;
  for (long begin = 0; begin < count; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, count);
    float stretch = 0;
    SHINSO_INDEPENDENT
    for (long i = begin; i < end; i++) {
      const float term = shinso_exp(minus(x[i], greatest));
      if (y) y[i] = term;
      stretch += term;
    }
    sum += (double)stretch;
  }
  return (float)sum;
}

SHINSO_INLINE float log_sum_exp(const float *x, long count) {
  const float greatest = shinso_extreme(x, count, 1);
  return greatest + shinso_log(exponentials(NULL, x, greatest, count));
}

SHINSO_KERNEL
void shinso_softmax_forward(float *y, const float *x, long rows, long columns) {
  for (long r = 0; r < rows; r++, y += columns, x += columns) {
    const float greatest = shinso_extreme(x, columns, 1);
    const float scale = 1.0f / exponentials(y, x, greatest, columns);
    for (long c = 0; c < columns; c++) y[c] *= scale;
  }
}

SHINSO_KERNEL
void shinso_log_softmax_forward(float *y, const float *x, long rows, long columns) {
  for (long r = 0; r < rows; r++, y += columns, x += columns) {
    // Two subtractions, because next to a large maximum the logarithm would be lost in the sum of
    // both.
    const float greatest = shinso_extreme(x, columns, 1);
    const float logarithm = shinso_log(exponentials(NULL, x, greatest, columns));
    SHINSO_INDEPENDENT
    for (long c = 0; c < columns; c++) y[c] = (x[c] - greatest) - logarithm;
  }
}

SHINSO_INLINE float sum_of_products(const float *a, const float *b, long count) {
  SHINSO_REORDER
  double sum = 0;
  for (long begin = 0; begin < count; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, count);
    float stretch = 0;
    for (long i = begin; i < end; i++) stretch += b ? a[i] * b[i] : a[i];
    sum += (double)stretch;
  }
  return (float)sum;
}

SHINSO_KERNEL
void shinso_softmax_backward(
    float *dx, const float *dy, const float *y, long rows, long columns) {
  for (long r = 0; r < rows; r++, dx += columns, dy += columns, y += columns) {
    const float mean = sum_of_products(dy, y, columns);
    SHINSO_INDEPENDENT
    for (long c = 0; c < columns; c++) dx[c] = y[c] * (dy[c] - mean);
  }
}

SHINSO_KERNEL
void shinso_log_softmax_backward(
    float *dx, const float *dy, const float *y, long rows, long columns) {
  for (long r = 0; r < rows; r++, dx += columns, dy += columns, y += columns) {
    const float sum = sum_of_products(dy, NULL, columns);
    SHINSO_INDEPENDENT
    for (long c = 0; c < columns; c++) dx[c] = dy[c] - shinso_exp(y[c]) * sum;
  }
}

SHINSO_INLINE float weight_of(const shinso_cross_entropy *rule, int64_t label) {
  return rule->class_weight ? rule->class_weight[label] : 1.0f;
}

/// Σ w (log_sum - x) over the classes.
SHINSO_INLINE float smoothed_loss(
    const float *x, float log_sum, const float *weight, long columns) {
  SHINSO_REORDER
  float sum = 0;
  for (long c = 0; c < columns; c++) {
    const float loss = minus(log_sum, x[c]);
    sum += weight ? weight[c] * loss : loss;
  }
  return sum;
}

SHINSO_KERNEL
long shinso_cross_entropy_forward(
    float *loss, float *log_sum, const float *x, const int64_t *labels,
    const shinso_cross_entropy *rule, long rows, long columns) {
  for (long r = 0; r < rows; r++, x += columns) {
    const int64_t label = labels[r];
    const int ignored = label == rule->ignored_label;
    if (!ignored && (label < 0 || label >= columns)) return r;
    loss[r] = 0;
    if (log_sum) log_sum[r] = 0;
    if (ignored) continue;
    const float sum = log_sum_exp(x, columns);
    if (log_sum) log_sum[r] = sum;
    loss[r] = (1.0f - rule->smoothing) * weight_of(rule, label) * (sum - x[label]);
    if (rule->smoothing != 0)
      loss[r] += rule->smoothing / (float)columns *
                 smoothed_loss(x, sum, rule->class_weight, columns);
  }
  return -1;
}

SHINSO_KERNEL
void shinso_cross_entropy_backward(
    float *dx, const float *x, const float *log_sum, const int64_t *labels,
    const shinso_cross_entropy *rule, float scale, const float *dloss, long dloss_step, long rows,
    long columns) {
  SHINSO_FUSE
  const float *weight = rule->class_weight;
  const float smooth = rule->smoothing / (float)columns;
  const float all_weights = weight ? sum_of_products(weight, NULL, columns) : (float)columns;
  for (long r = 0; r < rows; r++, dx += columns, x += columns) {
    const int64_t label = labels[r];
    if (label == rule->ignored_label) {
      for (long c = 0; c < columns; c++) dx[c] = 0;
      continue;
    }
    const float factor = scale * dloss[r * dloss_step], lse = log_sum[r];
    const float on_label = factor * (1.0f - rule->smoothing) * weight_of(rule, label);
    const float on_each = factor * smooth, total = on_label + on_each * all_weights;
    if (weight && smooth != 0) {
      SHINSO_INDEPENDENT
      for (long c = 0; c < columns; c++)
        dx[c] = shinso_exp(x[c] - lse) * total - on_each * weight[c];
    } else {
      SHINSO_INDEPENDENT
      for (long c = 0; c < columns; c++) dx[c] = shinso_exp(x[c] - lse) * total - on_each;
    }
    dx[label] -= on_label;
  }
}

double shinso_cross_entropy_divisor(
    const int64_t *labels, const shinso_cross_entropy *rule, long rows, long columns) {
  double sum = 0;
  for (long r = 0; r < rows; r++) {
    const int64_t label = labels[r];
    if (label == rule->ignored_label || label < 0 || label >= columns) continue;
    sum += (double)weight_of(rule, label);
  }
  return sum;
}
