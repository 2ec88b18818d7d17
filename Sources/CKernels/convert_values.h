// Conversions of one value, written so that loops around them can be vectorized.

#ifndef SHINSO_CONVERT_VALUES_H
#define SHINSO_CONVERT_VALUES_H

#include "multiversion.h"

SHINSO_INLINE uint16_t shinso_half_from_float(float x) {
  const uint32_t bits = shinso_to_bits(x), magnitude = bits & 0x7fffffffu;
  // Round half to even: add just under half a unit in the last place, and 1 more if that place is
  // odd.
  const uint32_t rounded = magnitude + 0xfffu + ((magnitude >> 13) & 1u);
  const uint32_t normal = rounded >= 0x47800000u ? 0x7c00u : (rounded - 0x38000000u) >> 13;
  // Below 2⁻¹⁴ a unit in the last place is 2⁻²⁴, the same as for 0.5 in a float.
  const uint32_t denormal =
      shinso_to_bits(shinso_from_bits(magnitude) + 0.5f) - shinso_to_bits(0.5f);
  const uint32_t nan = 0x7e00u | ((magnitude >> 13) & 0x3ffu);
  uint32_t half = magnitude < 0x38800000u ? denormal : normal;
  half = magnitude > 0x7f800000u ? nan : half;
  return (uint16_t)(half | ((bits >> 16) & 0x8000u));
}

SHINSO_INLINE float shinso_float_from_half(uint16_t half) {
  const uint32_t shifted = (uint32_t)(half & 0x7fffu) << 13, exponent = shifted & 0x0f800000u;
  const uint32_t rebased = shifted + 0x38000000u;
  const uint32_t denormal =
      shinso_to_bits(shinso_from_bits(rebased + 0x00800000u) - 0x1p-14f);
  uint32_t bits = exponent == 0x0f800000u ? rebased + 0x38000000u : rebased;
  bits = exponent == 0 ? denormal : bits;
  return shinso_from_bits(bits | (uint32_t)(half & 0x8000u) << 16);
}

SHINSO_INLINE uint16_t shinso_bfloat_from_float(float x) {
  const uint32_t bits = shinso_to_bits(x);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  return (uint16_t)(x != x ? (bits >> 16) | 0x40u : rounded);
}

SHINSO_INLINE float shinso_float_from_bfloat(uint16_t value) {
  return shinso_from_bits((uint32_t)value << 16);
}

/// The float next to `x`, with its last bit set if `x` is not exact. Rounding it again, to at most
/// half as many bits, gives the same as rounding `x` directly.
SHINSO_INLINE float shinso_float_to_odd(double x) {
  const float nearest = (float)x;
  const double back = (double)nearest;
  const uint32_t bits = shinso_to_bits(nearest);
  const uint32_t toward_zero = __builtin_fabs(back) > __builtin_fabs(x) ? bits - 1u : bits;
  return back == x || x != x ? nearest : shinso_from_bits(toward_zero | 1u);
}

/// Conversion to an integer type: drops the fraction, clamps to the range of the type, and turns
/// NaN into 0. HIGHEST is the largest value of FROM that the type can hold.
#define SHINSO_SATURATE(NAME, FROM, TO, LOWEST, HIGHEST, GREATEST) \
  SHINSO_INLINE TO NAME(FROM x) {                                  \
    FROM inside = x < LOWEST ? LOWEST : x;                         \
    inside = inside > HIGHEST ? HIGHEST : inside;                  \
    inside = x != x ? 0 : inside;                                  \
    const TO result = (TO)inside;                                  \
    return x > HIGHEST ? GREATEST : result;                        \
  }

SHINSO_SATURATE(shinso_int64_from_float, float, int64_t, -0x1p63f, 0x1.fffffep62f, INT64_MAX)
SHINSO_SATURATE(shinso_int32_from_float, float, int32_t, -0x1p31f, 0x1.fffffep30f, INT32_MAX)
SHINSO_SATURATE(shinso_int16_from_float, float, int16_t, -32768.0f, 32767.0f, INT16_MAX)
SHINSO_SATURATE(shinso_int8_from_float, float, int8_t, -128.0f, 127.0f, INT8_MAX)
SHINSO_SATURATE(shinso_uint8_from_float, float, uint8_t, 0.0f, 255.0f, UINT8_MAX)
SHINSO_SATURATE(
    shinso_int64_from_double, double, int64_t, -0x1p63, 0x1.fffffffffffffp62, INT64_MAX)
SHINSO_SATURATE(shinso_int32_from_double, double, int32_t, -0x1p31, 2147483647.0, INT32_MAX)
SHINSO_SATURATE(shinso_int16_from_double, double, int16_t, -32768.0, 32767.0, INT16_MAX)
SHINSO_SATURATE(shinso_int8_from_double, double, int8_t, -128.0, 127.0, INT8_MAX)
SHINSO_SATURATE(shinso_uint8_from_double, double, uint8_t, 0.0, 255.0, UINT8_MAX)

#undef SHINSO_SATURATE

#endif
