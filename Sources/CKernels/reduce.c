#include "reduce.h"

#include "multiversion.h"
#include "order.h"

// The number of terms summed in float32 before the partial sum is promoted to double.
#define STRETCH 1024
#define STRETCH_ROWS 64

// From this number of columns on, whole rows are folded.
#define WIDE 64

// Columns that are reduced together, so that their accumulators stay in the first-level cache.
#define STRIP 1024

/// The sum of one float32 run.
SHINSO_INLINE float stretch_sum(const float *x, long count) {
  SHINSO_REORDER
  float sum = 0;
  for (long i = 0; i < count; i++) sum += x[i];
  return sum;
}

SHINSO_INLINE double row_sum(const float *x, long count) {
  double sum = 0;
  for (long i = 0; i < count; i += STRETCH)
    sum += (double)stretch_sum(x + i, shinso_min(STRETCH, count - i));
  return sum;
}

/// Adds one row to the accumulators of `kind`, whatever the vector type.
#define STEP(KIND, ACCUMULATOR, VALUE)                                               \
  switch (KIND) {                                                                    \
    case SHINSO_REDUCE_SUM: ACCUMULATOR += VALUE; break;                             \
    case SHINSO_REDUCE_MAX:                                                          \
      ACCUMULATOR = ((VALUE > ACCUMULATOR) | (VALUE != VALUE)) ? VALUE : ACCUMULATOR; \
      break;                                                                         \
    case SHINSO_REDUCE_MIN:                                                          \
      ACCUMULATOR = ((VALUE < ACCUMULATOR) | (VALUE != VALUE)) ? VALUE : ACCUMULATOR; \
      break;                                                                         \
  }

/// Reduces the rows of a few columns, with the accumulators in registers.
#define NARROW(NAME, VECTOR)                                                              \
  SHINSO_INLINE void NAME(                                                                \
      shinso_reduction kind, float *sums, const float *x, long rows, long stride) {       \
    SHINSO_FUSE                                                                           \
    VECTOR even = *(VECTOR *)sums;                                                        \
    VECTOR odd = kind == SHINSO_REDUCE_SUM ? (VECTOR)0 : even;                            \
    long r = 0;                                                                           \
    for (; r + 2 <= rows; r += 2) {                                                       \
      VECTOR first = *(const VECTOR *)(x + r * stride);                                   \
      VECTOR second = *(const VECTOR *)(x + (r + 1) * stride);                            \
      STEP(kind, even, first)                                                             \
      STEP(kind, odd, second)                                                             \
    }                                                                                     \
    if (r < rows) {                                                                       \
      VECTOR last = *(const VECTOR *)(x + r * stride);                                    \
      STEP(kind, even, last)                                                              \
    }                                                                                     \
    if (kind == SHINSO_REDUCE_SUM) {                                                      \
      even += odd;                                                                        \
    } else {                                                                              \
      STEP(kind, even, odd)                                                               \
    }                                                                                     \
    *(VECTOR *)sums = even;                                                               \
  }

NARROW(fold_16, shinso_f32x16)
NARROW(fold_8, shinso_f32x8)
NARROW(fold_1, float)

#undef NARROW

/// Folds rows into `width` accumulators.
SHINSO_INLINE void fold(
    shinso_reduction kind, float *sums, const float *x, long rows, long stride, long width) {
  SHINSO_FUSE
  if (width >= WIDE) {
    for (long r = 0; r < rows; r++, x += stride) {
      SHINSO_INDEPENDENT
      for (long c = 0; c < width; c++) {
        float sum = sums[c], value = x[c];
        STEP(kind, sum, value)
        sums[c] = sum;
      }
    }
    return;
  }
  long c = 0;
  for (; c + 16 <= width; c += 16) fold_16(kind, sums + c, x + c, rows, stride);
  for (; c + 8 <= width; c += 8) fold_8(kind, sums + c, x + c, rows, stride);
  for (; c < width; c++) fold_1(kind, sums + c, x + c, rows, stride);
}

/// totals[c] += the sum of column c, for up to STRIP columns.
SHINSO_INLINE void add_column_sums(
    double *totals, const float *x, long rows, long stride, long width) {
  float sums[STRIP];
  for (long r = 0; r < rows; r += STRETCH_ROWS) {
    memset(sums, 0, (size_t)width * sizeof *sums);
    fold(
        SHINSO_REDUCE_SUM, sums, x + r * stride, shinso_min(STRETCH_ROWS, rows - r), stride, width);
    for (long c = 0; c < width; c++) totals[c] += (double)sums[c];
  }
}

SHINSO_INLINE void reduce_columns(
    shinso_reduction kind, float *y, const float *x, long rows, long stride, long width) {
  if (kind == SHINSO_REDUCE_SUM) {
    double totals[STRIP];
    memset(totals, 0, (size_t)width * sizeof *totals);
    add_column_sums(totals, x, rows, stride, width);
    for (long c = 0; c < width; c++) y[c] = (float)totals[c];
    return;
  }
  const float start = kind == SHINSO_REDUCE_MAX ? -__builtin_inff() : __builtin_inff();
  for (long c = 0; c < width; c++) y[c] = start;
  fold(kind, y, x, rows, stride, width);
}

SHINSO_INLINE float reduce_row(shinso_reduction kind, const float *x, long count) {
  switch (kind) {
    case SHINSO_REDUCE_SUM: return (float)row_sum(x, count);
    case SHINSO_REDUCE_MAX: return shinso_extreme(x, count, 1);
    case SHINSO_REDUCE_MIN: return shinso_extreme(x, count, -1);
  }
}

SHINSO_INLINE void reduce(
    shinso_reduction kind, float *y, const float *x, long outer, long reduced, long inner,
    long stride) {
  for (long o = 0; o < outer; o++, x += reduced * stride, y += inner) {
    if (inner == 1 && stride == 1) {
      *y = reduce_row(kind, x, reduced);
      continue;
    }
    // Columns up to a multiple of WIDE and the columns after it are folded in different orders. A
    // piece that starts at a multiple of WIDE therefore has the same bits as that part of the
    // whole.
    const long wide = inner / WIDE * WIDE;
    for (long c = 0; c < wide; c += STRIP)
      reduce_columns(kind, y + c, x + c, reduced, stride, shinso_min(STRIP, wide - c));
    if (wide < inner)
      reduce_columns(kind, y + wide, x + wide, reduced, stride, inner - wide);
  }
}

SHINSO_KERNEL
void shinso_reduce(
    shinso_reduction kind, float *y, const float *x, long outer, long reduced, long inner,
    long stride) {
#define CASE(KIND) \
  case KIND: reduce(KIND, y, x, outer, reduced, inner, stride); break;
  switch (kind) {
    CASE(SHINSO_REDUCE_SUM)
    CASE(SHINSO_REDUCE_MAX)
    CASE(SHINSO_REDUCE_MIN)
  }
#undef CASE
}

/// First finds the run with the largest key, then the position in it.
SHINSO_INLINE int64_t row_argument(const float *x, long count) {
  long begin = 0;
  int32_t greatest = INT32_MIN;
  for (long i = 0; i < count; i += STRETCH) {
    int32_t key = shinso_greatest_key(x + i, shinso_min(STRETCH, count - i), 1);
    if (key > greatest) {
      greatest = key;
      begin = i;
    }
  }
  while (begin < count && shinso_order_key(x[begin], 1) != greatest) begin++;
  return begin;
}

SHINSO_INLINE void column_arguments(
    int64_t *y, const float *x, long rows, long stride, long width) {
  int32_t best[STRIP], index[STRIP];
  for (long c = 0; c < width; c++) {
    best[c] = shinso_order_key(x[c], 1);
    index[c] = 0;
  }
  for (long r = 1; r < rows; r++) {
    SHINSO_INDEPENDENT
    for (long c = 0; c < width; c++) {
      int32_t key = shinso_order_key(x[r * stride + c], 1);
      index[c] = key > best[c] ? (int32_t)r : index[c];
      best[c] = key > best[c] ? key : best[c];
    }
  }
  for (long c = 0; c < width; c++) y[c] = index[c];
}

SHINSO_KERNEL
void shinso_argmax(int64_t *y, const float *x, long outer, long reduced, long inner) {
  for (long o = 0; o < outer; o++, x += reduced * inner, y += inner) {
    if (inner == 1) {
      *y = row_argument(x, reduced);
      continue;
    }
    for (long c = 0; c < inner; c += STRIP)
      column_arguments(y + c, x + c, reduced, inner, shinso_min(STRIP, inner - c));
  }
}

SHINSO_KERNEL
double shinso_sum(const float *x, long count) { return row_sum(x, count); }

SHINSO_KERNEL
void shinso_lanes_sum(double *sum, const float *x, long spatial, long lanes) {
  if (lanes == 1) {
    *sum += row_sum(x, spatial);
    return;
  }
  for (long c = 0; c < lanes; c += STRIP)
    add_column_sums(sum + c, x + c, spatial, lanes, shinso_min(STRIP, lanes - c));
}
