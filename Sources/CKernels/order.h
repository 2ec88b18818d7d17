// The maximum of floats, computed with integers, whose maximum vectorizes and needs no special
// handling of NaN.

#ifndef SHINSO_ORDER_H
#define SHINSO_ORDER_H

#include "multiversion.h"

/// An integer with the order of the floats (`sign` 1) or of the negated floats (`sign` -1); NaN is
/// above all others.
SHINSO_INLINE int32_t shinso_order_key(float value, int sign) {
  int32_t bits = (int32_t)shinso_to_bits(value);
  int32_t magnitude = bits & 0x7fffffff;
  int32_t key = bits < 0 ? -magnitude : magnitude;
  return magnitude > 0x7f800000 ? INT32_MAX : sign * key;
}

SHINSO_INLINE int32_t shinso_greatest_key(const float *x, long count, int sign) {
  int32_t greatest = INT32_MIN;
  for (long i = 0; i < count; i++) {
    int32_t key = shinso_order_key(x[i], sign);
    greatest = key > greatest ? key : greatest;
  }
  return greatest;
}

/// The maximum (`sign` 1) or minimum (-1): NaN if there is one, and -inf or inf for no elements.
SHINSO_INLINE float shinso_extreme(const float *x, long count, int sign) {
  if (count <= 0) return (float)-sign * __builtin_inff();
  int32_t key = shinso_greatest_key(x, count, sign);
  if (key == INT32_MAX) return __builtin_nanf("");
  key *= sign;
  return shinso_from_bits(key < 0 ? (uint32_t)-key | 0x80000000u : (uint32_t)key);
}

#endif
