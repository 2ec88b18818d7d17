// Conversion between element types.

#ifndef SHINSO_CONVERT_H
#define SHINSO_CONVERT_H

#ifdef __cplusplus
extern "C" {
#endif

/// In the order of Swift's `DType.allCases`.
typedef enum {
  SHINSO_FLOAT32,
  SHINSO_FLOAT64,
  SHINSO_FLOAT16,
  SHINSO_BFLOAT16,
  SHINSO_INT64,
  SHINSO_INT32,
  SHINSO_INT16,
  SHINSO_INT8,
  SHINSO_UINT8,
  SHINSO_BOOL,
} shinso_dtype;

/// y = x in another type; the arrays must not overlap.
///
/// Floating point rounds to nearest, halves to even. Floating point to integer drops the fraction;
/// values out of range give the nearest integer in range, and NaN gives 0. Integer to integer keeps
/// the low bits (two's complement). Conversion to bool is x != 0, so NaN is true; any byte except 0
/// counts as true.
void shinso_convert(
    void *y, shinso_dtype y_type, const void *x, shinso_dtype x_type, long count);

#ifdef __cplusplus
}
#endif

#endif
