#include "group_norm.h"

#include <math.h>

#include "multiversion.h"

// How far float32 carries a sum before it goes on in double precision.
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

/// y = (x - mean) scale gamma + beta, with a gamma and beta for each value.
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

SHINSO_KERNEL
void shinso_group_norm_backward(
    float *dx, double *channel_sums, const float *dy, const float *x, const float *mean, const float *inverse_deviation,
    const float *gamma, const shinso_group_shape *shape, long first, long last) {
  SHINSO_FUSE
  const long spatial = shape->spatial, channels = shape->channels, count = channels * spatial;
  for (long r = first; r < last; r++) {
    const float *slope = dy + r * count, *from = x + r * count;
    float *to = dx + r * count;
    const float center = mean[r], scale = inverse_deviation[r];
    const float *factors = gamma ? gamma + r % shape->groups * channels : NULL;
    double sums[2] = {0, 0};
    if (spatial == 1)
      slope_sums(sums, slope, from, center, factors, count);
    else
      for (long c = 0; c < channels; c++) {
        double *part = channel_sums + (r * channels + c) * 2;
        const double factor = factors ? (double)factors[c] : 1;
        part[0] = part[1] = 0;
        slope_sums(part, slope + c * spatial, from + c * spatial, center, NULL, spatial);
        sums[0] += factor * part[0];
        sums[1] += factor * part[1];
      }
    // dx = σ⁻¹ (g - mean(g) - x̂ mean(g x̂)), with g = dy gamma and x̂ = (x - mean) σ⁻¹.
    const float offset = (float)(-sums[0] / (double)count) * scale;
    const float across = (float)(-sums[1] / (double)count) * scale * scale * scale;
    if (spatial == 1 && factors) {
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++)
        to[i] = slope[i] * factors[i] * scale + offset + (from[i] - center) * across;
      continue;
    }
    for (long c = 0; c < channels; c++) {
      const float along = factors ? scale * factors[c] : scale;
      SHINSO_INDEPENDENT
      for (long i = c * spatial; i < (c + 1) * spatial; i++)
        to[i] = slope[i] * along + offset + (from[i] - center) * across;
    }
  }
}

// Channels whose sums stay in registers or the first-level cache.
#define STRIP 64
// Rows that float32 carries.
#define RUN 64

SHINSO_INLINE void by_value_strip(
    float *d_gamma, float *d_beta, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const shinso_group_shape *shape, long rows, long channel,
    long width) {
  SHINSO_FUSE
  double gamma_sums[STRIP] = {0}, beta_sums[STRIP] = {0};
  const long group = channel / shape->channels, place = channel % shape->channels;
  for (long begin = group; begin < rows; begin += RUN * shape->groups) {
    float gammas[STRIP] = {0}, betas[STRIP] = {0};
    const long end = shinso_min(rows, begin + RUN * shape->groups);
    for (long r = begin; r < end; r += shape->groups) {
      const float *slope = dy + r * shape->channels + place, *from = x + r * shape->channels + place;
      const float center = mean[r], scale = inverse_deviation[r];
      SHINSO_INDEPENDENT
      for (long i = 0; i < width; i++) {
        betas[i] += slope[i];
        gammas[i] += slope[i] * ((from[i] - center) * scale);
      }
    }
    for (long i = 0; i < width; i++) {
      gamma_sums[i] += (double)gammas[i];
      beta_sums[i] += (double)betas[i];
    }
  }
  for (long i = 0; i < width; i++) {
    d_gamma[channel + i] = (float)gamma_sums[i];
    d_beta[channel + i] = (float)beta_sums[i];
  }
}

SHINSO_KERNEL
void shinso_group_norm_backward_parameters(
    float *d_gamma, float *d_beta, const double *channel_sums, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const shinso_group_shape *shape, long rows, long first,
    long last) {
  const long spatial = shape->spatial, channels = shape->channels;
  if (spatial == 1) {
    for (long c = first; c < last;) {
      // A strip ends where its group ends.
      const long group_end = (c / channels + 1) * channels;
      const long width = shinso_min(shinso_min(STRIP, last - c), group_end - c);
      by_value_strip(
          d_gamma, d_beta, dy, x, mean, inverse_deviation, shape, rows, c, width);
      c += width;
    }
    return;
  }
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
