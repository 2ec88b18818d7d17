#include "normalize.h"

#include "multiversion.h"

// The number of rows, or of values in a single channel, summed in float32 before the partial sum is
// promoted to double.
#define STRETCH_ROWS 64
#define STRETCH 256

// Lanes that are summed together, so that their accumulators stay in the first-level cache.
#define STRIP 512

/// Put before a loop over lanes whose number the compiler knows: vectorize it, do not unroll it.
#define EACH_LANE _Pragma("clang loop vectorize(assume_safety) unroll(disable)")

// Not part of the sums that may be reordered, because the difference must come first.
SHINSO_INLINE float minus(float a, float b) { return a - b; }
SHINSO_INLINE float times(float a, float b) { return a * b; }

SHINSO_INLINE float inside(float dy, float y, float lower, float upper) {
  return y > lower && y < upper ? dy : 0;
}

// MARK: Statistics

/// Adds to the moments a run of `rows` values with the sum `e` and the sum of squares `q` of the
/// deviations from `center`. The center is a value of the run, so subtracting e² / rows reduces the
/// precision of q by a factor of at most `rows`, whatever the data.
SHINSO_INLINE void merge_stretch(
    double *mean, double *m2, long count, float center, float e, float q, long rows) {
  const double n = (double)rows;
  const double stretch_mean = (double)center + (double)e / n;
  double stretch_m2 = (double)q - (double)e * (double)e / n;
  stretch_m2 = stretch_m2 < 0 ? 0 : stretch_m2;
  if (count == 0) {
    *mean = stretch_mean;
    *m2 = stretch_m2;
    return;
  }
  const double total = (double)count + n, delta = stretch_mean - *mean;
  *mean += delta * (n / total);
  *m2 += stretch_m2 + delta * delta * ((double)count * n / total);
}

SHINSO_INLINE void moments_of_channel(
    double *mean, double *m2, long count, const float *x, long n) {
  SHINSO_REORDER
  for (long begin = 0; begin < n; begin += STRETCH) {
    const long rows = shinso_min(STRETCH, n - begin);
    const float *stretch = x + begin;
    const float center = stretch[0];
    float e = 0, q = 0;
    for (long i = 0; i < rows; i++) {
      const float d = minus(stretch[i], center);
      e += d;
      q += d * d;
    }
    merge_stretch(mean, m2, count + begin, center, e, q, rows);
  }
}

/// The sums and sums of squares of the deviations from the first row, for the lanes of one vector.
#define NARROW_MOMENTS(NAME, VECTOR)                                                       \
  SHINSO_INLINE void NAME(float *e, float *q, const float *x, long rows, long stride) {    \
    SHINSO_FUSE                                                                            \
    const VECTOR center = *(const VECTOR *)x;                                              \
    VECTOR e_even = 0, q_even = 0, e_odd = 0, q_odd = 0;                                   \
    long r = 0;                                                                            \
    for (; r + 2 <= rows; r += 2) {                                                        \
      const VECTOR first = *(const VECTOR *)(x + r * stride) - center;                     \
      const VECTOR second = *(const VECTOR *)(x + (r + 1) * stride) - center;              \
      e_even += first;                                                                     \
      q_even += first * first;                                                             \
      e_odd += second;                                                                     \
      q_odd += second * second;                                                            \
    }                                                                                      \
    if (r < rows) {                                                                        \
      const VECTOR last = *(const VECTOR *)(x + r * stride) - center;                      \
      e_even += last;                                                                      \
      q_even += last * last;                                                               \
    }                                                                                      \
    *(VECTOR *)e = e_even + e_odd;                                                         \
    *(VECTOR *)q = q_even + q_odd;                                                         \
  }

NARROW_MOMENTS(moments_16, shinso_f32x16)
NARROW_MOMENTS(moments_8, shinso_f32x8)
NARROW_MOMENTS(moments_1, float)

#undef NARROW_MOMENTS

SHINSO_INLINE void moments_of_strip(
    float *e, float *q, const float *x, long rows, long stride, long width) {
  SHINSO_FUSE
  long l = 0;
  if (width < 64) {
    for (; l + 16 <= width; l += 16) moments_16(e + l, q + l, x + l, rows, stride);
    for (; l + 8 <= width; l += 8) moments_8(e + l, q + l, x + l, rows, stride);
    for (; l < width; l++) moments_1(e + l, q + l, x + l, rows, stride);
    return;
  }
  for (l = 0; l < width; l++) e[l] = q[l] = 0;
  // Two rows at a time, because storing and loading the accumulators dominates the time.
  for (long r = 0; r < rows; r += 2) {
    const float *row = x + r * stride, *next = r + 1 < rows ? row + stride : x;
    SHINSO_INDEPENDENT
    for (l = 0; l < width; l++) {
      const float center = x[l], d = row[l] - center, d_next = next[l] - center;
      e[l] += d + d_next;
      q[l] += d * d + d_next * d_next;
    }
  }
}

SHINSO_KERNEL
void shinso_norm_moments(
    double *mean, double *m2, long count, const float *x, long spatial, long lanes) {
  if (lanes == 1) {
    moments_of_channel(mean, m2, count, x, spatial);
    return;
  }
  float e[STRIP], q[STRIP];
  for (long r = 0; r < spatial; r += STRETCH_ROWS) {
    const long rows = shinso_min(STRETCH_ROWS, spatial - r);
    for (long begin = 0; begin < lanes; begin += STRIP) {
      const long width = shinso_min(STRIP, lanes - begin);
      const float *stretch = x + r * lanes + begin;
      moments_of_strip(e, q, stretch, rows, lanes, width);
      SHINSO_INDEPENDENT
      for (long l = 0; l < width; l++)
        merge_stretch(
            mean + begin + l, m2 + begin + l, count + r, stretch[l], e[l], q[l], rows);
    }
  }
}

SHINSO_KERNEL
void shinso_norm_merge_moments(
    double *mean, double *m2, long count, const double *other_mean, const double *other_m2,
    long other_count, long lanes) {
  if (other_count <= 0) return;
  if (count <= 0) {
    memcpy(mean, other_mean, (size_t)lanes * sizeof *mean);
    memcpy(m2, other_m2, (size_t)lanes * sizeof *m2);
    return;
  }
  const double n = (double)count, other = (double)other_count, total = n + other;
  SHINSO_INDEPENDENT
  for (long l = 0; l < lanes; l++) {
    const double delta = other_mean[l] - mean[l];
    mean[l] += delta * (other / total);
    m2[l] += other_m2[l] + delta * delta * (n * other / total);
  }
}

// MARK: Forward

/// With `step` 0, one channel's parameters apply to the whole row.
SHINSO_INLINE void apply(
    float *y, const float *x, const float *scale, const float *shift, const float *residual,
    float lower, float upper, long rows, long lanes, int step) {
  SHINSO_FUSE
  for (long r = 0; r < rows; r++, y += lanes, x += lanes) {
    EACH_LANE
    for (long l = 0; l < lanes; l++) {
      float z = x[l] * scale[l * step] + shift[l * step];
      if (residual) z += residual[r * lanes + l];
      z = z < lower ? lower : z;
      y[l] = z > upper ? upper : z;
    }
  }
}

/// Makes the number of lanes a constant if it is a common one; a single lane becomes a row.
#define FOR_LANES(FUNCTION, SPATIAL, LANES, ...)                                     \
  switch (LANES) {                                                                   \
    case 1: FUNCTION(__VA_ARGS__, 1, SPATIAL, 0); break;                             \
    case 8: FUNCTION(__VA_ARGS__, SPATIAL, 8, 1); break;                             \
    case 16: FUNCTION(__VA_ARGS__, SPATIAL, 16, 1); break;                           \
    default: FUNCTION(__VA_ARGS__, SPATIAL, LANES, 1);                               \
  }

SHINSO_KERNEL
void shinso_norm_apply(
    float *y, const float *x, const float *scale, const float *shift, const float *residual,
    float lower, float upper, long spatial, long lanes) {
  if (residual) {
    FOR_LANES(apply, spatial, lanes, y, x, scale, shift, residual, lower, upper)
  } else {
    FOR_LANES(apply, spatial, lanes, y, x, scale, shift, NULL, lower, upper)
  }
}

// MARK: Backward

/// The gradient before the activation, whose input is computed again. Without `scale` there is no
/// activation.
SHINSO_INLINE float before(
    float dy, float x, const float *scale, const float *shift, long l, float lower, float upper) {
  SHINSO_FUSE
  if (!scale) return dy;
  const float z = x * scale[l] + shift[l];
  return inside(dy, z, lower, upper);
}

SHINSO_INLINE void backward_sums_of_channel(
    double *product, double *sum, const float *dy, const float *scale, const float *shift,
    float lower, float upper, const float *x, float mean, long n) {
  SHINSO_REORDER
  for (long begin = 0; begin < n; begin += STRETCH) {
    const long end = shinso_min(begin + STRETCH, n);
    float g = 0, gx = 0;
    for (long i = begin; i < end; i++) {
      const float dz = before(dy[i], x[i], scale, shift, 0, lower, upper);
      g += dz;
      gx += times(dz, minus(x[i], mean));
    }
    *sum += (double)g;
    *product += (double)gx;
  }
}

/// The same sums for some rows of the lanes of one vector.
#define NARROW_SUMS(NAME, VECTOR)                                                            \
  SHINSO_INLINE void NAME(                                                                   \
      float *gx, float *g, const float *dy, const float *scale, const float *shift,          \
      float lower, float upper, const float *x, const float *mean, long rows, long stride) { \
    SHINSO_FUSE                                                                              \
    const VECTOR m = *(const VECTOR *)mean;                                                  \
    VECTOR g_sum = 0, gx_sum = 0, a = 0, b = 0;                                              \
    if (scale) {                                                                             \
      a = *(const VECTOR *)scale;                                                            \
      b = *(const VECTOR *)shift;                                                            \
    }                                                                                        \
    for (long r = 0; r < rows; r++) {                                                        \
      const VECTOR value = *(const VECTOR *)(x + r * stride);                                \
      VECTOR dz = *(const VECTOR *)(dy + r * stride);                                        \
      if (scale) {                                                                           \
        const VECTOR z = value * a + b;                                                      \
        dz = ((z > (VECTOR)lower) & (z < (VECTOR)upper)) ? dz : (VECTOR)0;                   \
      }                                                                                      \
      g_sum += dz;                                                                           \
      gx_sum += dz * (value - m);                                                            \
    }                                                                                        \
    *(VECTOR *)g = g_sum;                                                                    \
    *(VECTOR *)gx = gx_sum;                                                                  \
  }

NARROW_SUMS(backward_sums_16, shinso_f32x16)
NARROW_SUMS(backward_sums_8, shinso_f32x8)
NARROW_SUMS(backward_sums_1, float)

#undef NARROW_SUMS

SHINSO_INLINE void backward_sums_of_strip(
    float *gx, float *g, const float *dy, const float *scale, const float *shift, float lower,
    float upper, const float *x, const float *mean, long rows, long stride, long width) {
  SHINSO_FUSE
#define NARROW(NAME)                                                                     \
  NAME(                                                                                  \
      gx + l, g + l, dy + l, scale ? scale + l : NULL, shift ? shift + l : NULL, lower,  \
      upper, x + l, mean + l, rows, stride)
  long l = 0;
  if (width < 64) {
    for (; l + 16 <= width; l += 16) NARROW(backward_sums_16);
    for (; l + 8 <= width; l += 8) NARROW(backward_sums_8);
    for (; l < width; l++) NARROW(backward_sums_1);
    return;
  }
#undef NARROW
  for (l = 0; l < width; l++) g[l] = gx[l] = 0;
  for (long r = 0; r < rows; r++) {
    const long row = r * stride;
    SHINSO_INDEPENDENT
    for (l = 0; l < width; l++) {
      const float dz = before(dy[row + l], x[row + l], scale, shift, l, lower, upper);
      g[l] += dz;
      gx[l] += dz * (x[row + l] - mean[l]);
    }
  }
}

SHINSO_INLINE void backward_sums(
    double *d_gamma, double *d_beta, const float *dy, const float *scale, const float *shift,
    float lower, float upper, const float *x, const float *mean, const float *inverse_deviation,
    long spatial, long lanes) {
  if (lanes == 1) {
    double product = 0;
    backward_sums_of_channel(
        &product, d_beta, dy, scale, shift, lower, upper, x, *mean, spatial);
    *d_gamma += product * (double)*inverse_deviation;
    return;
  }
  float gx[STRIP], g[STRIP];
  for (long r = 0; r < spatial; r += STRETCH_ROWS) {
    const long rows = shinso_min(STRETCH_ROWS, spatial - r);
    for (long begin = 0; begin < lanes; begin += STRIP) {
      const long width = shinso_min(STRIP, lanes - begin), offset = r * lanes + begin;
      backward_sums_of_strip(
          gx, g, dy + offset, scale ? scale + begin : NULL, shift ? shift + begin : NULL, lower,
          upper, x + offset, mean + begin, rows, lanes, width);
      SHINSO_INDEPENDENT
      for (long l = 0; l < width; l++) {
        d_beta[begin + l] += (double)g[l];
        d_gamma[begin + l] += (double)gx[l] * (double)inverse_deviation[begin + l];
      }
    }
  }
}

SHINSO_KERNEL
void shinso_norm_backward_sums(
    double *d_gamma, double *d_beta, const float *dy, const float *scale, const float *shift,
    float lower, float upper, const float *x, const float *mean, const float *inverse_deviation,
    long spatial, long lanes) {
  if (scale)
    backward_sums(
        d_gamma, d_beta, dy, scale, shift, lower, upper, x, mean, inverse_deviation, spatial,
        lanes);
  else
    backward_sums(
        d_gamma, d_beta, dy, NULL, NULL, lower, upper, x, mean, inverse_deviation, spatial, lanes);
}

SHINSO_INLINE void backward_apply(
    float *dx, const float *dy, const float *scale, const float *shift, float lower, float upper,
    const float *x, const float *a, const float *b, const float *c, long rows, long lanes,
    int step) {
  SHINSO_FUSE
  for (long r = 0; r < rows; r++) {
    const long row = r * lanes;
    EACH_LANE
    for (long l = 0; l < lanes; l++) {
      const float value = x[row + l];
      const float dz = before(dy[row + l], value, scale, shift, l * step, lower, upper);
      dx[row + l] = a[l * step] * dz + (b[l * step] * value + c[l * step]);
    }
  }
}

SHINSO_KERNEL
void shinso_norm_backward_apply(
    float *dx, const float *dy, const float *scale, const float *shift, float lower, float upper,
    const float *x, const float *a, const float *b, const float *c, long spatial, long lanes) {
  if (scale) {
    FOR_LANES(
        backward_apply, spatial, lanes, dx, dy, scale, shift, lower, upper, x, a, b, c)
  } else {
    FOR_LANES(backward_apply, spatial, lanes, dx, dy, NULL, NULL, lower, upper, x, a, b, c)
  }
}
