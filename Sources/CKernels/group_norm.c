#include "group_norm.h"

#include <math.h>

#include "multiversion.h"

// The number of terms summed in float32 before the partial sum is promoted to double.
#define STRETCH 1024

SHINSO_INLINE double sum(const float *x, long count) {
  SHINSO_REORDER
  double all = 0;
  for (long begin = 0; begin < count; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, count);
    float stretch = 0;
    for (long i = begin; i < end; i++) stretch += x[i];
    all += (double)stretch;
  }
  return all;
}

SHINSO_INLINE double squared_deviations(const float *x, float mean, long count) {
  SHINSO_REORDER
  double all = 0;
  for (long begin = 0; begin < count; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, count);
    float stretch = 0;
    for (long i = begin; i < end; i++) stretch += (x[i] - mean) * (x[i] - mean);
    all += (double)stretch;
  }
  return all;
}

/// y = (x - mean) scale gamma + beta, with separate gamma and beta for each value.
SHINSO_INLINE void apply_by_value(
    float *y, const float *x, float mean, float scale, const float *gamma, const float *beta,
    long count) {
  SHINSO_FUSE
  if (gamma && beta) {
    SHINSO_INDEPENDENT
    for (long i = 0; i < count; i++) y[i] = (x[i] - mean) * scale * gamma[i] + beta[i];
    return;
  }
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float value = (x[i] - mean) * scale;
    y[i] = (gamma ? value * gamma[i] : value) + (beta ? beta[i] : 0);
  }
}

SHINSO_KERNEL
void shinso_group_norm_forward(
    float *y, float *mean, float *inverse_deviation, const float *x, const float *gamma,
    const float *beta, float epsilon, const shinso_group_shape *shape, long first, long last) {
  SHINSO_FUSE
  const long spatial = shape->spatial, channels = shape->channels, count = channels * spatial;
  for (long r = first; r < last; r++) {
    const float *from = x + r * count;
    float *to = y + r * count;
    const long channel = r % shape->groups * channels;
    const float center = (float)(sum(from, count) / (double)count);
    const double variance = squared_deviations(from, center, count) / (double)count;
    const float scale = (float)(1 / sqrt(variance + (double)epsilon));
    mean[r] = center;
    inverse_deviation[r] = scale;
    if (spatial == 1) {
      apply_by_value(
          to, from, center, scale, gamma ? gamma + channel : NULL, beta ? beta + channel : NULL,
          count);
      continue;
    }
    for (long c = 0; c < channels; c++) {
      const float factor = gamma ? scale * gamma[channel + c] : scale;
      const float shift = beta ? beta[channel + c] : 0;
      SHINSO_INDEPENDENT
      for (long i = c * spatial; i < (c + 1) * spatial; i++)
        to[i] = (from[i] - center) * factor + shift;
    }
  }
}

/// Adds Σ dy gamma and Σ dy gamma (x - mean); gamma may be null.
SHINSO_INLINE void slope_sums(
    double sums[2], const float *dy, const float *x, float mean, const float *gamma, long count) {
  SHINSO_REORDER
  for (long begin = 0; begin < count; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, count);
    float plain = 0, weighted = 0;
    if (gamma)
      for (long i = begin; i < end; i++) {
        const float slope = dy[i] * gamma[i];
        plain += slope;
        weighted += slope * (x[i] - mean);
      }
    else
      for (long i = begin; i < end; i++) {
        plain += dy[i];
        weighted += dy[i] * (x[i] - mean);
      }
    sums[0] += (double)plain;
    sums[1] += (double)weighted;
  }
}

/// The terms added to each element's own slope: dx = σ⁻¹ (g - mean(g) - x̂ mean(g x̂)), with g = dy
/// gamma and x̂ = (x - mean) σ⁻¹.
struct Slope {
  float offset, across;
};

SHINSO_INLINE struct Slope slope_of(const double sums[2], float scale, long count) {
  const struct Slope slope = {
      (float)(-sums[0] / (double)count) * scale,
      (float)(-sums[1] / (double)count) * scale * scale * scale};
  return slope;
}

SHINSO_KERNEL
void shinso_group_norm_backward(
    float *dx, double *channel_sums, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const float *gamma, const shinso_group_shape *shape, long first,
    long last) {
  SHINSO_FUSE
  const long spatial = shape->spatial, channels = shape->channels, count = channels * spatial;
  for (long r = first; r < last; r++) {
    const float *slope = dy + r * count, *from = x + r * count;
    float *to = dx + r * count;
    const float center = mean[r], scale = inverse_deviation[r];
    const float *factors = gamma ? gamma + r % shape->groups * channels : NULL;
    double sums[2] = {0, 0};
    for (long c = 0; c < channels; c++) {
      double *part = channel_sums + (r * channels + c) * 2;
      const double factor = factors ? (double)factors[c] : 1;
      part[0] = part[1] = 0;
      slope_sums(part, slope + c * spatial, from + c * spatial, center, NULL, spatial);
      sums[0] += factor * part[0];
      sums[1] += factor * part[1];
    }
    const struct Slope rest = slope_of(sums, scale, count);
    for (long c = 0; c < channels; c++) {
      const float along = factors ? scale * factors[c] : scale;
      SHINSO_INDEPENDENT
      for (long i = c * spatial; i < (c + 1) * spatial; i++)
        to[i] = slope[i] * along + rest.offset + (from[i] - center) * rest.across;
    }
  }
}

SHINSO_KERNEL
void shinso_group_norm_backward_parameters(
    float *d_gamma, float *d_beta, const double *channel_sums, const float *inverse_deviation,
    const shinso_group_shape *shape, long rows, long first, long last) {
  const long channels = shape->channels;
  for (long c = first; c < last; c++) {
    double gamma_sum = 0, beta_sum = 0;
    for (long r = c / channels; r < rows; r += shape->groups) {
      const double *sums = channel_sums + (r * channels + c % channels) * 2;
      beta_sum += sums[0];
      gamma_sum += sums[1] * (double)inverse_deviation[r];
    }
    d_gamma[c] = (float)gamma_sum;
    d_beta[c] = (float)beta_sum;
  }
}

SHINSO_KERNEL
void shinso_layer_norm_backward(
    float *dx, float *run_sums, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const float *gamma, const shinso_group_shape *shape,
    long run_rows, long first, long last) {
  SHINSO_FUSE
  const long count = shape->channels, values = shape->groups * count;
  for (long r = first; r < last; r++) {
    const float *slope = dy + r * count, *from = x + r * count;
    float *to = dx + r * count;
    const float center = mean[r], scale = inverse_deviation[r];
    const long place = r % shape->groups * count;
    const float *factors = gamma ? gamma + place : NULL;
    double sums[2] = {0, 0};
    slope_sums(sums, slope, from, center, factors, count);
    const struct Slope rest = slope_of(sums, scale, count);
    if (!run_sums) {
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++)
        to[i] = slope[i] * (factors ? factors[i] * scale : scale) + rest.offset +
                (from[i] - center) * rest.across;
      continue;
    }
    float *gammas = run_sums + r / run_rows * 2 * values + place, *betas = gammas + values;
    // The sums of a run are not initialized when its first rows arrive.
    if (r % run_rows < shape->groups) {
      memset(gammas, 0, (size_t)count * sizeof *gammas);
      memset(betas, 0, (size_t)count * sizeof *betas);
    }
    if (factors) {
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++) {
        const float distance = from[i] - center;
        to[i] = slope[i] * (factors[i] * scale) + rest.offset + distance * rest.across;
        gammas[i] += slope[i] * (distance * scale);
        betas[i] += slope[i];
      }
    } else {
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++) {
        const float distance = from[i] - center;
        to[i] = slope[i] * scale + rest.offset + distance * rest.across;
        gammas[i] += slope[i] * (distance * scale);
        betas[i] += slope[i];
      }
    }
  }
}

SHINSO_KERNEL
void shinso_layer_norm_backward_parameters(
    float *d_gamma, float *d_beta, const float *run_sums, const shinso_group_shape *shape,
    long runs, long first, long last) {
  const long values = shape->groups * shape->channels;
  for (long c = first; c < last; c++) {
    double gamma_sum = 0, beta_sum = 0;
    for (long run = 0; run < runs; run++) {
      gamma_sum += (double)run_sums[run * 2 * values + c];
      beta_sum += (double)run_sums[(run * 2 + 1) * values + c];
    }
    d_gamma[c] = (float)gamma_sum;
    d_beta[c] = (float)beta_sum;
  }
}
