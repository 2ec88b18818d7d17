#include "convert.h"

#include "convert_values.h"

// Each type is loaded piece by piece as the smallest of four types that can hold it (float, double,
// int32, int64), and stored from there. This takes 4 x 10 loops plus 10, instead of 10 x 10.
#define PIECE 256

typedef enum { KEPT_FLOAT, KEPT_DOUBLE, KEPT_INT32, KEPT_INT64 } Kept;

SHINSO_INLINE Kept kept_as(shinso_dtype type) {
  switch (type) {
    case SHINSO_FLOAT32:
    case SHINSO_FLOAT16:
    case SHINSO_BFLOAT16: return KEPT_FLOAT;
    case SHINSO_FLOAT64: return KEPT_DOUBLE;
    case SHINSO_INT64: return KEPT_INT64;
    default: return KEPT_INT32;
  }
}

SHINSO_INLINE long size_of(shinso_dtype type) {
  switch (type) {
    case SHINSO_FLOAT64:
    case SHINSO_INT64: return 8;
    case SHINSO_FLOAT32:
    case SHINSO_INT32: return 4;
    case SHINSO_FLOAT16:
    case SHINSO_BFLOAT16:
    case SHINSO_INT16: return 2;
    default: return 1;
  }
}

#define LOOP(TO, Y, FROM, X, VALUE)    \
  {                                    \
    TO *to = Y;                        \
    const FROM *from = X;              \
    SHINSO_INDEPENDENT                 \
    for (long i = 0; i < count; i++) { \
      const FROM v = from[i];          \
      to[i] = VALUE;                   \
    }                                  \
    break;                             \
  }

/// Loads a piece of a type that has to be converted.
SHINSO_INLINE void load(void *kept, const void *x, shinso_dtype type, long count) {
  switch (type) {
    case SHINSO_FLOAT16: LOOP(float, kept, uint16_t, x, shinso_float_from_half(v))
    case SHINSO_BFLOAT16: LOOP(float, kept, uint16_t, x, shinso_float_from_bfloat(v))
    case SHINSO_INT16: LOOP(int32_t, kept, int16_t, x, v)
    case SHINSO_INT8: LOOP(int32_t, kept, int8_t, x, v)
    case SHINSO_UINT8: LOOP(int32_t, kept, uint8_t, x, v)
    case SHINSO_BOOL: LOOP(int32_t, kept, uint8_t, x, v != 0)
    default: break;
  }
}

/// Stores a piece held as FROM. REDUCED is the float from which half types are made, and INTEGER
/// the name of a conversion to an integer type.
#define STORE(NAME, FROM, REDUCED, INTEGER)                                          \
  SHINSO_INLINE void NAME(void *y, shinso_dtype type, const void *x, long count) {   \
    switch (type) {                                                                  \
      case SHINSO_FLOAT32: LOOP(float, y, FROM, x, (float)v)                         \
      case SHINSO_FLOAT64: LOOP(double, y, FROM, x, (double)v)                       \
      case SHINSO_FLOAT16: LOOP(uint16_t, y, FROM, x, shinso_half_from_float(REDUCED(v))) \
      case SHINSO_BFLOAT16: LOOP(uint16_t, y, FROM, x, shinso_bfloat_from_float(REDUCED(v))) \
      case SHINSO_INT64: LOOP(int64_t, y, FROM, x, INTEGER(int64, v))                \
      case SHINSO_INT32: LOOP(int32_t, y, FROM, x, INTEGER(int32, v))                \
      case SHINSO_INT16: LOOP(int16_t, y, FROM, x, INTEGER(int16, v))                \
      case SHINSO_INT8: LOOP(int8_t, y, FROM, x, INTEGER(int8, v))                   \
      case SHINSO_UINT8: LOOP(uint8_t, y, FROM, x, INTEGER(uint8, v))                \
      case SHINSO_BOOL: LOOP(uint8_t, y, FROM, x, v != 0)                            \
    }                                                                                \
  }

#define FROM_FLOAT(TO, V) shinso_##TO##_from_float(V)
#define FROM_DOUBLE(TO, V) shinso_##TO##_from_double(V)
#define FROM_INTEGER(TO, V) (TO##_t)(V)

STORE(store_float, float, (float), FROM_FLOAT)
STORE(store_double, double, shinso_float_to_odd, FROM_DOUBLE)
STORE(store_int32, int32_t, shinso_float_to_odd, FROM_INTEGER)
STORE(store_int64, int64_t, shinso_float_to_odd, FROM_INTEGER)

SHINSO_KERNEL
void shinso_convert(
    void *y, shinso_dtype y_type, const void *x, shinso_dtype x_type, long count) {
  const long x_size = size_of(x_type), y_size = size_of(y_type);
  if (x_type == y_type && x_type != SHINSO_BOOL) {
    if (count > 0) memcpy(y, x, (size_t)(count * x_size));
    return;
  }
  const Kept kept = kept_as(x_type);
  const int as_itself = x_type == SHINSO_FLOAT32 || x_type == SHINSO_FLOAT64 ||
                        x_type == SHINSO_INT32 || x_type == SHINSO_INT64;
  for (long done = 0; done < count; done += PIECE) {
    const long length = shinso_min(PIECE, count - done);
    int32_t piece[PIECE];
    const void *from = (const char *)x + done * x_size;
    void *to = (char *)y + done * y_size;
    if (!as_itself) {
      load(piece, from, x_type, length);
      from = piece;
    }
    switch (kept) {
      case KEPT_FLOAT: store_float(to, y_type, from, length); break;
      case KEPT_DOUBLE: store_double(to, y_type, from, length); break;
      case KEPT_INT32: store_int32(to, y_type, from, length); break;
      case KEPT_INT64: store_int64(to, y_type, from, length); break;
    }
  }
}
