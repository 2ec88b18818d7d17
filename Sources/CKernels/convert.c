#include "include/convert.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

#include "multiversion.h"

// bfloat16 is the upper half of a float32.

static inline float from_bfloat16(uint16_t bits) {
  const uint32_t wide = (uint32_t)bits << 16;
  float x;
  memcpy(&x, &wide, 4);
  return x;
}

static inline uint16_t to_bfloat16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, 4);
  if (x != x) return (uint16_t)((bits >> 16) | 0x40);
  return (uint16_t)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

// float16 without the compiler's soft-float library, which not every platform has.

static inline float from_float16(uint16_t bits) {
  const uint32_t sign = (uint32_t)(bits & 0x8000) << 16;
  const uint32_t exponent = bits >> 10 & 31, fraction = bits & 1023;
  float x;
  if (exponent == 0) {
    x = (float)fraction * 0x1p-24f;
    return sign ? -x : x;
  }
  const uint32_t wide = sign | (exponent == 31 ? 0x7F800000 : (exponent + 112) << 23) | fraction << 13;
  memcpy(&x, &wide, 4);
  return x;
}

// From double, so that a double is rounded once.
static inline uint16_t to_float16(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  const uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
  const double size = x < 0 ? -x : x;
  if (x != x) return sign | 0x7E00;
  if (size >= 65520) return sign | 0x7C00;
  if (size < 0x1p-14) {
    // Adding 2^28 leaves the multiples of 2^-24 in the low bits, rounded to even.
    const double shifted = size + 0x1p28;
    memcpy(&bits, &shifted, 8);
    return sign | (uint16_t)(bits & 0xFFFF);
  }
  memcpy(&bits, &size, 8);
  bits += 0x1FFFFFFFFFF + (bits >> 42 & 1);
  return sign | (uint16_t)((bits >> 42) - ((uint64_t)(1023 - 15) << 10));
}

#define CLAMP_TO(type, low, high) \
  static inline type clamp_##type(double x) { \
    return x != x ? 0 : x <= (double)(low) ? (low) : x >= (double)(high) ? (high) : (type)x; \
  }
CLAMP_TO(int64_t, INT64_MIN, INT64_MAX)
CLAMP_TO(int32_t, INT32_MIN, INT32_MAX)
CLAMP_TO(int16_t, INT16_MIN, INT16_MAX)
CLAMP_TO(int8_t, INT8_MIN, INT8_MAX)
CLAMP_TO(uint8_t, 0, UINT8_MAX)

// Every pair of types: one loop for each, by the type read, how it is read, and how it is written.

#define LOOP(out, x_type, write) \
  { \
    out *restrict to = y; \
    const x_type *restrict from = x; \
    for (long i = 0; i < count; i++) to[i] = write; \
    return; \
  }

#define TO_EVERY(name, x_type, read, integer) \
  SHINSO_KERNEL static void convert_##name( \
      void *restrict y, shinso_dtype y_type, const void *restrict x, long count) { \
    switch (y_type) { \
      case SHINSO_FLOAT32: LOOP(float, x_type, (float)(read)) \
      case SHINSO_FLOAT64: LOOP(double, x_type, (double)(read)) \
      case SHINSO_FLOAT16: LOOP(uint16_t, x_type, to_float16((double)(read))) \
      case SHINSO_BFLOAT16: LOOP(uint16_t, x_type, to_bfloat16((float)(read))) \
      case SHINSO_INT64: LOOP(int64_t, x_type, integer(int64_t, read)) \
      case SHINSO_INT32: LOOP(int32_t, x_type, integer(int32_t, read)) \
      case SHINSO_INT16: LOOP(int16_t, x_type, integer(int16_t, read)) \
      case SHINSO_INT8: LOOP(int8_t, x_type, integer(int8_t, read)) \
      case SHINSO_UINT8: LOOP(uint8_t, x_type, integer(uint8_t, read)) \
      case SHINSO_BOOL: LOOP(uint8_t, x_type, (read) != 0) \
    } \
  }

#define CLAMPED(type, value) clamp_##type((double)(value))
#define WRAPPED(type, value) ((type)(value))

TO_EVERY(float32, float, from[i], CLAMPED)
TO_EVERY(float64, double, from[i], CLAMPED)
TO_EVERY(float16, uint16_t, from_float16(from[i]), CLAMPED)
TO_EVERY(bfloat16, uint16_t, from_bfloat16(from[i]), CLAMPED)
TO_EVERY(int64, int64_t, from[i], WRAPPED)
TO_EVERY(int32, int32_t, from[i], WRAPPED)
TO_EVERY(int16, int16_t, from[i], WRAPPED)
TO_EVERY(int8, int8_t, from[i], WRAPPED)
TO_EVERY(uint8, uint8_t, from[i], WRAPPED)
TO_EVERY(bool, uint8_t, (from[i] != 0), WRAPPED)

void shinso_convert(
    void *y, shinso_dtype y_type, const void *x, shinso_dtype x_type, long count) {
  switch (x_type) {
    case SHINSO_FLOAT32: convert_float32(y, y_type, x, count); break;
    case SHINSO_FLOAT64: convert_float64(y, y_type, x, count); break;
    case SHINSO_FLOAT16: convert_float16(y, y_type, x, count); break;
    case SHINSO_BFLOAT16: convert_bfloat16(y, y_type, x, count); break;
    case SHINSO_INT64: convert_int64(y, y_type, x, count); break;
    case SHINSO_INT32: convert_int32(y, y_type, x, count); break;
    case SHINSO_INT16: convert_int16(y, y_type, x, count); break;
    case SHINSO_INT8: convert_int8(y, y_type, x, count); break;
    case SHINSO_UINT8: convert_uint8(y, y_type, x, count); break;
    case SHINSO_BOOL: convert_bool(y, y_type, x, count); break;
  }
}
