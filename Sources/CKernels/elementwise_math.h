// Elementary functions of one float that loops around them can vectorize: they have no branches,
// calls or tables. They are within 4 units in the last place of the exact value over the whole
// range, including denormals, infinities and NaN. The polynomials are minimax fits of the relative
// error.

#ifndef SHINSO_ELEMENTWISE_MATH_H
#define SHINSO_ELEMENTWISE_MATH_H

#include "multiversion.h"

#define SHINSO_INFINITY __builtin_inff()
#define SHINSO_NAN __builtin_nanf("")

/// Adding this to a float pushes the fraction out of the mantissa and leaves the rounded integer in
/// the low bits. This rounds without a special instruction, and without the undefined behavior of
/// converting NaN to an integer.
#define SHINSO_ROUNDER 12582912.0f

/// 2^n for n in -126...127.
SHINSO_INLINE float shinso_power_of_two(int32_t n) {
  return shinso_from_bits((uint32_t)(n + 127) << 23);
}

/// The common part of exp and expm1: exp(x + low) = 2^n (1 + result), for |low| up to 0.12 and x
/// from -104 to 89. NaN is allowed; n is then arbitrary.
SHINSO_INLINE float shinso_exp_parts(float x, float low, int32_t *n) {
  SHINSO_FUSE
  float shifted = x * 1.44269504f + SHINSO_ROUNDER;
  *n = (int32_t)(shinso_to_bits(shifted) - shinso_to_bits(SHINSO_ROUNDER));
  float k = shifted - SHINSO_ROUNDER;
  float r = x - k * 0.693359375f;
  r = r + k * 2.12194440e-4f;
  r = r + low;
  float p = 0x1.9e925ep-13f;
  p = p * r + 0x1.6e1f7ep-10f;
  p = p * r + 0x1.1113c8p-7f;
  p = p * r + 0x1.5553d4p-5f;
  p = p * r + 0x1.555552p-3f;
  p = p * r + 0.5f;
  return r * r * p + r;
}

/// exp(x + low), |low| up to 0.12, for arguments that are known more precisely than a float can
/// hold.
SHINSO_INLINE float shinso_exp_sum(float x, float low) {
  SHINSO_FUSE
  x = x < -104.0f ? -104.0f : x;
  x = x > 89.0f ? 89.0f : x;
  int32_t n;
  float q = shinso_exp_parts(x, low, &n);
  // In two steps, because 2^n itself may be denormal or infinite.
  int32_t half = n >> 1;
  float scale = shinso_power_of_two(half);
  return (q * scale + scale) * shinso_power_of_two(n - half);
}

SHINSO_INLINE float shinso_exp(float x) { return shinso_exp_sum(x, 0); }

/// exp(x) - 1 for x <= 0 (NaN is allowed), without cancellation.
SHINSO_INLINE float shinso_expm1_negative(float x) {
  SHINSO_FUSE
  x = x < -60.0f ? -60.0f : x;
  int32_t n;
  float q = shinso_exp_parts(x, 0, &n);
  float scale = shinso_power_of_two(n);
  return q * scale + (scale - 1.0f);
}

SHINSO_INLINE float shinso_log(float x) {
  SHINSO_FUSE
  int denormal = x < 0x1p-126f;
  float scaled = denormal ? x * 0x1p23f : x;
  // Take the mantissa from √½ to √2, so that the logarithm near 1 depends only on f.
  uint32_t shifted = shinso_to_bits(scaled) - 0x3f3504f3u;
  float e = (float)((int32_t)shifted >> 23) - (denormal ? 23.0f : 0.0f);
  float f = shinso_from_bits((shifted & 0x7fffffu) + 0x3f3504f3u) - 1.0f;
  float p = 0x1.14573ep-4f;
  p = p * f - 0x1.de3bf8p-4f;
  p = p * f + 0x1.e6f08cp-4f;
  p = p * f - 0x1.fc220ep-4f;
  p = p * f + 0x1.233766p-3f;
  p = p * f - 0x1.555c4ep-3f;
  p = p * f + 0x1.99a4b6p-3f;
  p = p * f - 0x1.000006p-2f;
  p = p * f + 0x1.555548p-2f;
  float square = f * f;
  float result = f * square * p;
  result = result - e * 2.12194440e-4f;
  result = result - 0.5f * square;
  result = result + f;
  result = result + e * 0.693359375f;
  result = x < SHINSO_INFINITY ? result : x;
  result = x == 0 ? -SHINSO_INFINITY : result;
  return x < 0 ? SHINSO_NAN : result;
}

/// log(1 + e) for e in 0...1: the logarithm of the rounded sum, corrected for its rounding error.
SHINSO_INLINE float shinso_log1p_fraction(float e) {
  float sum = 1.0f + e;
  float low = sum - 1.0f;
  return low > 0 ? shinso_log(sum) * (e / low) : e;
}

SHINSO_INLINE float shinso_sigmoid(float x) {
  float e = shinso_exp(-__builtin_fabsf(x));
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

SHINSO_INLINE float shinso_tanh(float x) {
  SHINSO_FUSE
  float magnitude = __builtin_fabsf(x);
  float z = x * x;
  float p = 0x1.16b066p-9f;
  p = p * z - 0x1.0b5f54p-7f;
  p = p * z + 0x1.636de6p-6f;
  p = p * z - 0x1.b9ebf4p-5f;
  p = p * z + 0x1.11105ap-3f;
  p = p * z - 0x1.555554p-2f;
  float small = x * z * p + x;
  float large = 1.0f - 2.0f / (shinso_exp(2.0f * magnitude) + 1.0f);
  return magnitude < 0.625f ? small : __builtin_copysignf(large, x);
}

SHINSO_INLINE float shinso_softplus(float x) {
  return (x < 0 ? 0 : x) + shinso_log1p_fraction(shinso_exp(-__builtin_fabsf(x)));
}

/// exp(-factor x²), accurate even if it is very small; the factor is a power of two.
SHINSO_INLINE float shinso_gaussian(float x, float factor) {
  x = __builtin_fabsf(x);
  x = x > 15.0f ? 15.0f : x;
  // Split x² into two parts; the first is exact in a float.
  float high = shinso_from_bits(shinso_to_bits(x) & 0xfffff000u);
  float low = (x - high) * (x + high);
  return shinso_exp_sum(-factor * high * high, -factor * low);
}

/// exp(x²) erfc(x) for x from 0 to 10.2; beyond that, erfc is 0 in a float.
SHINSO_INLINE float shinso_scaled_erfc(float x) {
  SHINSO_FUSE
  float t = 1.0f / (1.0f + 0.5f * x);
  float p = 0x1.250312p-5f;
  p = p * t - 0x1.873fc6p-3f;
  p = p * t + 0x1.8696fep-2f;
  p = p * t - 0x1.2890c8p-2f;
  p = p * t - 0x1.6773cap-6f;
  p = p * t + 0x1.21f0b2p-5f;
  p = p * t + 0x1.c19a4ep-5f;
  p = p * t + 0x1.7c1878p-3f;
  p = p * t + 0x1.f6209ep-3f;
  p = p * t + 0x1.2106c4p-2f;
  p = p * t + 0x1.20dbd0p-2f;
  return t * p;
}

SHINSO_INLINE float shinso_erf(float x) {
  SHINSO_FUSE
  float z = x * x;
  float p = -0x1.438564p-17f;
  p = p * z + 0x1.d82738p-14f;
  p = p * z - 0x1.bcbebap-11f;
  p = p * z + 0x1.5628fp-8f;
  p = p * z - 0x1.b829a8p-6f;
  p = p * z + 0x1.ce2f08p-4f;
  p = p * z - 0x1.812746p-2f;
  p = p * z + 0x1.06eba8p-3f;
  float magnitude = __builtin_fabsf(x);
  float large = 1.0f - shinso_gaussian(magnitude, 1.0f) * shinso_scaled_erfc(magnitude);
  return magnitude < 1.0f ? x * p + x : __builtin_copysignf(large, x);
}

/// Φ(x), the normal distribution function, and exp(-x²/2).
SHINSO_INLINE float shinso_normal_distribution(float x, float *gaussian) {
  *gaussian = shinso_gaussian(x, 0.5f);
  float tail = 0.5f * *gaussian * shinso_scaled_erfc(__builtin_fabsf(x) * 0.707106781f);
  return x < 0 ? tail : 1.0f - tail;
}

/// sin and cos of an angle from -π/4 to π/4 plus a number of quarter turns.
SHINSO_INLINE void shinso_sin_cos_quadrant(float r, uint32_t quadrant, float *sine, float *cosine) {
  SHINSO_FUSE
  float z = r * r;
  float p = 0x1.6ccffap-19f;
  p = p * z - 0x1.a00f76p-13f;
  p = p * z + 0x1.111108p-7f;
  p = p * z - 0x1.555556p-3f;
  float s = r * z * p + r;
  float q = -0x1.24297ap-22f;
  q = q * z + 0x1.a0111ap-16f;
  q = q * z - 0x1.6c16b8p-10f;
  q = q * z + 0x1.555556p-5f;
  float c = z * z * q - 0.5f * z + 1.0f;
  float first = quadrant & 1 ? c : s;
  float second = quadrant & 1 ? s : c;
  *sine = shinso_from_bits(shinso_to_bits(first) ^ ((quadrant & 2) << 30));
  *cosine = shinso_from_bits(shinso_to_bits(second) ^ (((quadrant + 1) & 2) << 30));
}

/// Above this, subtracting the multiple of π/2 is no longer exact enough.
#define SHINSO_LARGEST_ANGLE 1e8f

/// sin and cos for |x| up to SHINSO_LARGEST_ANGLE.
SHINSO_INLINE void shinso_sin_cos(float x, float *sine, float *cosine) {
  // Double precision also gives accurate sines near the multiples of π.
  double shifted = (double)x * 0.63661977236758134308 + 6755399441055744.0;
  double k = shifted - 6755399441055744.0;
  // π/2 in three parts, so that the first two products are exact even without fused multiply-add.
  double r = ((double)x - k * 0x1.921fb50000000p+0) - k * 0x1.110b460000000p-26;
  r = r - k * 0x1.1a62633145c07p-54;
  uint64_t bits;
  memcpy(&bits, &shifted, sizeof bits);
  shinso_sin_cos_quadrant((float)r, (uint32_t)bits, sine, cosine);
}

/// sin and cos of any larger x by the method of Payne and Hanek. Only the digits of x · 2/π that
/// remain modulo 4 matter, so only a window of the digits of 2/π is multiplied. NaN for infinities
/// and NaN.
static inline void shinso_sin_cos_large(float x, float *sine, float *cosine) {
  static const uint32_t two_over_pi[] = {0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0,
                                         0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561};
  const uint32_t bits = shinso_to_bits(x) & 0x7fffffffu;
  if (bits >= 0x7f800000u) {
    *sine = *cosine = SHINSO_NAN;
    return;
  }
  // |x| = mantissa · 2^(offset + 2), and the window starts with digit `offset` of 2/π.
  const uint32_t mantissa = (bits & 0x7fffffu) | 0x800000u, offset = (bits >> 23) - 152;
  const uint32_t *word = two_over_pi + offset / 32;
  unsigned __int128 window = 0;
  for (int i = 0; i < 4; i++) window = window << 32 | word[i];
  window = (window << offset % 32) >> 32;
  const unsigned __int128 product = window * mantissa;
  // 96 bits: two for the quarter turns and the rest for the fraction, rounded to the nearest
  // quarter turn.
  const uint64_t top = (uint64_t)(product >> 32);
  const uint64_t rounded = top + ((uint64_t)1 << 61);
  const int64_t rest = (int64_t)(top - (rounded & ((uint64_t)3 << 62)));
  const float r = (float)((double)rest * 0x1.921fb54442d18p-62);
  shinso_sin_cos_quadrant(r, (uint32_t)(rounded >> 62), sine, cosine);
  *sine = x < 0 ? -*sine : *sine;
}

/// The bits of a double as an integer, and back.
SHINSO_INLINE uint64_t shinso_double_bits(double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

SHINSO_INLINE double shinso_double_from_bits(uint64_t bits) {
  double value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

/// x^y, computed in double precision, with the special cases of C's pow.
SHINSO_INLINE float shinso_pow(float x, float y) {
  SHINSO_FUSE
  float magnitude = __builtin_fabsf(x);
  // log2 |x| = e + log2(m), with m from √½ to √2, by the series of atanh.
  uint64_t shifted = shinso_double_bits((double)magnitude) - 0x3fe6a09e667f3bcdu;
  int32_t e = (int32_t)((int64_t)shifted >> 52);
  double m = shinso_double_from_bits((shifted & 0xfffffffffffffu) + 0x3fe6a09e667f3bcdu);
  double s = (m - 1.0) / (m + 1.0), z = s * s;
  double p = 1.0 / 15;
  p = p * z + 1.0 / 13;
  p = p * z + 1.0 / 11;
  p = p * z + 1.0 / 9;
  p = p * z + 1.0 / 7;
  p = p * z + 1.0 / 5;
  p = p * z + 1.0 / 3;
  p = p * z + 1.0;
  double logarithm = s * p * 2.8853900817779268147 + (double)e;
  logarithm = magnitude == 0 ? -(double)SHINSO_INFINITY : logarithm;
  logarithm = magnitude < SHINSO_INFINITY ? logarithm : (double)magnitude;
  // 2^exponent = 2^k 2^r; the exponent may exceed the range of float in both directions.
  double exponent = (double)y * logarithm;
  exponent = exponent < -200.0 ? -200.0 : exponent;
  exponent = exponent > 200.0 ? 200.0 : exponent;
  double rounded = exponent + 6755399441055744.0;
  double r = (exponent - (rounded - 6755399441055744.0)) * 0.69314718055994530942;
  double q = 1.0 / 362880;
  q = q * r + 1.0 / 40320;
  q = q * r + 1.0 / 5040;
  q = q * r + 1.0 / 720;
  q = q * r + 1.0 / 120;
  q = q * r + 1.0 / 24;
  q = q * r + 1.0 / 6;
  q = q * r + 0.5;
  q = q * r + 1.0;
  q = q * r + 1.0;
  float result =
      (float)(q * shinso_double_from_bits((shinso_double_bits(rounded) + 1023) << 52));
  // Every float of at least 2^24 is an even integer. Below that, y (or half of it) is an integer if
  // adding and subtracting 2^23 leaves it unchanged.
  float size = __builtin_fabsf(y);
  float half = size * 0.5f;
  int whole = size >= 0x1p24f || (size + 0x1p23f) - 0x1p23f == size || size >= 0x1p23f;
  int odd = whole && size < 0x1p24f && (half + 0x1p23f) - 0x1p23f != half;
  result = x < 0 && !whole && magnitude < SHINSO_INFINITY ? SHINSO_NAN : result;
  result = odd ? __builtin_copysignf(result, x) : result;
  result = x == -1 && size == SHINSO_INFINITY ? 1.0f : result;
  return x == 1 || y == 0 ? 1.0f : result;
}

#endif
