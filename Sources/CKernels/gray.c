#include "gray.h"

#include "isa.h"

// LANES floats per vector. The convolution computes PIXELS outputs at a time and the gradient of a
// 5 x 5 filter MAX_TAPS elements at a time (a divisor of 25): as many as fit in registers.
#if defined(__x86_64__)
#include <immintrin.h>
#define LANES 16
#define PIXELS 12
#define MAX_TAPS 25
#else
#define LANES 8
#define PIXELS 6
#define MAX_TAPS 5
#endif

static int blocks_of(const shinso_gray_shape *s) { return (s->oc + LANES - 1) / LANES; }

#if defined(__x86_64__)
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#endif

#include "winograd_vector.h"

enum { SMALL_TAPS = 9, LARGE_TAPS = 25 };

/// Where a channel block of an image is in the outputs, and how many of its lanes are channels.
struct Block {
  long offset, pixel;
  int count;
};

INLINE struct Block block_of(const shinso_gray_shape *s, long picture, int block) {
  long pixels = (long)s->oh * s->ow, blocks = blocks_of(s);
  int left = s->oc - block * LANES, last = s->dst_channels_last;
  struct Block at = {
    last ? picture * pixels * s->oc + block * LANES : (picture * blocks + block) * pixels * LANES,
    last ? s->oc : LANES, last && left < LANES ? left : LANES};
  return at;
}

INLINE void pixels_fixed(
  const int pixels, const int half, const shinso_gray_shape *s, const float *src, const float *weights,
  vec bias, const shinso_epilogue *epilogue, float *dst, long offset, const struct Block *at) {
  vec lower = epilogue->lower, upper = epilogue->upper;
  const float *residual = epilogue->residual;
  vec sum[PIXELS];
  half_vec half_sum[PIXELS];
  #pragma clang loop unroll(full)
  for (int p = 0; p < pixels; p++) {
    if (half)
      half_sum[p] = (half_vec)0;
    else
      sum[p] = (vec)0;
  }
  for (int y = 0; y < s->kh; y++)
    for (int x = 0; x < s->kw; x++, weights += LANES) {
      const float *from = src + (long)y * s->iw + x;
      if (half) {
        half_vec w = load_half(weights);
        #pragma clang loop unroll(full)
        for (int p = 0; p < pixels; p++) half_sum[p] += w * from[p];
      } else {
        vec w = load(weights);
        #pragma clang loop unroll(full)
        for (int p = 0; p < pixels; p++) sum[p] += w * from[p];
      }
    }
  #pragma clang loop unroll(full)
  for (int p = 0; p < pixels; p++) {
    vec value = (half ? widened(half_sum[p]) : sum[p]) + bias;
    const long place = offset + p * at->pixel;
    if (residual) value += load_part(residual + place, at->count);
    // Comparisons with NaN are false, so NaN is kept.
    value = value < lower ? lower : value;
    value = value > upper ? upper : value;
    store_part(dst + place, value, at->count);
  }
}

#define PIXELS_CASE(COUNT)                                                                  \
  case COUNT:                                                                               \
    if (HALF > 0 && half)                                                                   \
      pixels_fixed(COUNT, 1, s, src, weights, bias, epilogue, dst, offset, at);             \
    else                                                                                    \
      pixels_fixed(COUNT, 0, s, src, weights, bias, epilogue, dst, offset, at);             \
    break;

static void pixels(
  int count, int half, const shinso_gray_shape *s, const float *src, const float *weights, vec bias,
  const shinso_epilogue *epilogue, float *dst, long offset, const struct Block *at) {
  switch (count) {
    PIXELS_CASE(1) PIXELS_CASE(2) PIXELS_CASE(3) PIXELS_CASE(4) PIXELS_CASE(5) PIXELS_CASE(6)
#if PIXELS > 6
    PIXELS_CASE(7) PIXELS_CASE(8) PIXELS_CASE(9) PIXELS_CASE(10) PIXELS_CASE(11) PIXELS_CASE(12)
#endif
  }
}

#undef PIXELS_CASE

static void forward(
  const shinso_gray_shape *s, const float *src, const float *packed,
  const shinso_epilogue *epilogue, float *dst, long first, long last) {
  const float *bias = epilogue->bias;
  int blocks = blocks_of(s), groups = (s->ow + PIXELS - 1) / PIXELS;
  for (long r = first; r < last; r++) {
    long n = r / s->oh, y = r % s->oh;
    const float *row = src + (n * s->ih + y) * s->iw;
    for (int b = 0; b < blocks; b++) {
      struct Block at = block_of(s, n, b);
      vec shift = bias ? load(bias + b * LANES) : (vec)0;
      int half = HALF > 0 && s->oc - b * LANES <= HALF;
      for (int g = 0; g < groups; g++) {
        long x = (long)s->ow * g / groups, end = (long)s->ow * (g + 1) / groups;
        pixels(
          (int)(end - x), half, s, row + x, packed + (long)b * s->kh * s->kw * LANES, shift,
          epilogue, dst, at.offset + (y * s->ow + x) * at.pixel, &at);
      }
    }
  }
}

/// Adds the products of some rows of an image for `taps` filter elements, which are `offsets`
/// floats into the image, and adds the gradients themselves to `total`, the sums for the bias.
INLINE void taps_fixed(
  const int taps, const int half, const shinso_gray_shape *s, const float *src, const float *diff,
  int rows, const int *offsets, const struct Block *at, float *sums, float *total) {
  vec sum[LARGE_TAPS], all = (vec)0;
  half_vec half_sum[LARGE_TAPS];
  #pragma clang loop unroll(full)
  for (int t = 0; t < taps; t++) {
    if (half)
      half_sum[t] = (half_vec)0;
    else
      sum[t] = (vec)0;
  }
  for (int y = 0; y < rows; y++) {
    const float *row = src + (long)y * s->iw;
    #pragma clang loop unroll(disable)
    for (int x = 0; x < s->ow; x++, row++, diff += at->pixel) {
      vec slope = load_part(diff, at->count);
      all += slope;
      #pragma clang loop unroll(full)
      for (int t = 0; t < taps; t++) {
        if (half)
          half_sum[t] += narrowed(slope) * row[offsets[t]];
        else
          sum[t] += slope * row[offsets[t]];
      }
    }
  }
  #pragma clang loop unroll(full)
  for (int t = 0; t < taps; t++) {
    if (half)
      store_half(sums + t * LANES, load_half(sums + t * LANES) + half_sum[t]);
    else
      store(sums + t * LANES, load(sums + t * LANES) + sum[t]);
  }
  store(total, load(total) + all);
}

/// Adds some rows of an image to the sums of a channel block, [taps + 1][LANES], with the bias
/// last.
static void rows_gradient(
  const shinso_gray_shape *s, const float *src, const float *diff, int rows, const int *offsets,
  int half, const struct Block *at, float *sums) {
  int taps = s->kh * s->kw;
  float *bias = sums + taps * LANES;
  if (taps == SMALL_TAPS && half)
    taps_fixed(SMALL_TAPS, 1, s, src, diff, rows, offsets, at, sums, bias);
  else if (taps == SMALL_TAPS)
    taps_fixed(SMALL_TAPS, 0, s, src, diff, rows, offsets, at, sums, bias);
  else
    for (int t = 0; t < taps; t += MAX_TAPS) {
      // Only the first group of taps sums the bias.
      float rest[LANES] = {0}, *total = t == 0 ? bias : rest;
      if (half)
        taps_fixed(MAX_TAPS, 1, s, src, diff, rows, offsets + t, at, sums + t * LANES, total);
      else
        taps_fixed(MAX_TAPS, 0, s, src, diff, rows, offsets + t, at, sums + t * LANES, total);
    }
}

/// The number of rows summed before they are added to the rest, because long sums lose precision.
enum { BAND_ROWS = 8 };

/// `sums` is [block][taps + 1][LANES].
static void gradient(
  const shinso_gray_shape *s, const float *src, const float *diff_dst, float *sums, long first,
  long last) {
  int blocks = blocks_of(s), taps = s->kh * s->kw, offsets[LARGE_TAPS];
  for (int t = 0; t < taps; t++) offsets[t] = t / s->kw * s->iw + t % s->kw;
  for (long i = 0; i < shinso_gray_sums_size(s); i++) sums[i] = 0;
  for (long r = first; r < last;) {
    long n = r / s->oh, y = r % s->oh;
    long rows = last - r < s->oh - y ? last - r : s->oh - y;
    if (rows > BAND_ROWS) rows = BAND_ROWS;
    for (int b = 0; b < blocks; b++) {
      struct Block at = block_of(s, n, b);
      rows_gradient(
        s, src + (n * s->ih + y) * s->iw, diff_dst + at.offset + y * s->ow * at.pixel, (int)rows,
        offsets, HALF > 0 && s->oc - b * LANES <= HALF, &at, sums + (long)b * (taps + 1) * LANES);
    }
    r += rows;
  }
}

#if defined(__x86_64__)
#pragma clang attribute pop
#endif

int shinso_gray_is_fast(void) { return LANES == 16 && shinso_isa() == SHINSO_ISA_AVX512; }

long shinso_gray_weights_size(const shinso_gray_shape *shape) {
  return (long)blocks_of(shape) * shape->kh * shape->kw * LANES;
}

long shinso_gray_sums_size(const shinso_gray_shape *shape) {
  return (long)blocks_of(shape) * (shape->kh * shape->kw + 1) * LANES;
}

void shinso_gray_pack(const shinso_gray_shape *shape, const float *weights, float *packed) {
  int taps = shape->kh * shape->kw;
  for (long block = 0; block < blocks_of(shape); block++)
    for (int tap = 0; tap < taps; tap++)
      for (int lane = 0; lane < LANES; lane++, packed++) {
        long channel = block * LANES + lane;
        *packed = channel < shape->oc ? weights[channel * taps + tap] : 0;
      }
}

void shinso_gray_forward(
    const shinso_gray_shape *shape, const float *src, const float *packed,
    const shinso_epilogue *epilogue, float *dst, long first, long last) {
  forward(shape, src, packed, epilogue, dst, first, last);
}

void shinso_gray_gradient(
    const shinso_gray_shape *shape, const float *src, const float *diff_dst, float *sums, long first,
    long last) {
  gradient(shape, src, diff_dst, sums, first, last);
}

void shinso_gray_gradient_finish(
    const shinso_gray_shape *shape, const float *sums, long parts, float *diff_weights,
    float *diff_bias) {
  int taps = shape->kh * shape->kw;
  long size = shinso_gray_sums_size(shape);
  for (long channel = 0; channel < shape->oc; channel++)
    for (int tap = 0; tap <= taps; tap++) {
      const float *from = sums + (channel / LANES * (taps + 1) + tap) * LANES + channel % LANES;
      double sum = 0;
      for (long part = 0; part < parts; part++) sum += (double)from[part * size];
      if (tap < taps)
        diff_weights[channel * taps + tap] = (float)sum;
      else
        diff_bias[channel] = (float)sum;
    }
}
