#include "pool.h"
#include "reduce.h"
#include "window_geometry.h"

/// The number of positions along one axis that counts for the divisor of an average.
SHINSO_INLINE long divisor(shinso_span span, long kernel, long size, long pad, int counts_padding) {
  return counts_padding ? shinso_min(kernel, size + pad - span.origin) : span.end - span.begin;
}

SHINSO_INLINE long row_divisor(const shinso_window *w, shinso_span rows, int counts_padding) {
  return divisor(rows, w->kernel_height, w->height, w->pad_bottom, counts_padding);
}

/// The factor for the sum over the window; 0 for a window without positions.
SHINSO_INLINE float reciprocal(
    const shinso_window *w, long rows, shinso_span columns, int counts_padding) {
  const long count =
      rows * divisor(columns, w->kernel_width, w->width, w->pad_right, counts_padding);
  return rows > 0 && count > 0 ? 1.0f / (float)count : 0;
}

/// Sums the positions of one window, or adds to them, for the lanes of one vector.
#define AVERAGE_WINDOW(COUNT, VECTOR)                                                        \
  SHINSO_INLINE void average_##COUNT(                                                        \
      float *y, const float *x, shinso_span rows, shinso_span columns, long row_stride,      \
      long lanes, float scale, long l) {                                                     \
    VECTOR sum = 0;                                                                          \
    for (long kh = rows.begin; kh < rows.end; kh++)                                          \
      for (long kw = columns.begin; kw < columns.end; kw++)                                  \
        sum += *(const VECTOR *)(x + kh * row_stride + kw * lanes + l);                      \
    *(VECTOR *)(y + l) = sum * (VECTOR)scale;                                                \
  }                                                                                          \
                                                                                             \
  SHINSO_INLINE void spread_##COUNT(                                                         \
      float *dx, const float *dy, shinso_span rows, shinso_span columns, long row_stride,    \
      long lanes, float scale, long l) {                                                     \
    const VECTOR g = *(const VECTOR *)(dy + l) * (VECTOR)scale;                              \
    for (long kh = rows.begin; kh < rows.end; kh++)                                          \
      for (long kw = columns.begin; kw < columns.end; kw++)                                  \
        *(VECTOR *)(dx + kh * row_stride + kw * lanes + l) += g;                             \
  }

AVERAGE_WINDOW(16, shinso_f32x16)
AVERAGE_WINDOW(8, shinso_f32x8)
AVERAGE_WINDOW(4, shinso_f32x4)
AVERAGE_WINDOW(1, shinso_f32x1)

#undef AVERAGE_WINDOW

/// A row without lanes: position by position, each for all outputs that include it.
SHINSO_INLINE void average_row(
    float *y, const float *x, const shinso_window *window, shinso_span rows, long row_count,
    int counts_padding) {
  for (long ow = 0; ow < window->out_width; ow++) y[ow] = 0;
  for (long kh = rows.begin; kh < rows.end; kh++)
    for (long kw = 0; kw < window->kernel_width; kw++) {
      const float *source = x + (rows.origin + kh) * window->width + kw - window->pad_left;
      const long stride = window->stride_width;
      long first, last;
      shinso_outputs_inside(window, kw, 1, &first, &last);
      SHINSO_INDEPENDENT
      for (long ow = first; ow < last; ow++) y[ow] += source[ow * stride];
    }
  for (long ow = 0; ow < window->out_width; ow++)
    y[ow] *= reciprocal(window, row_count, shinso_columns_of(window, ow), counts_padding);
}

SHINSO_KERNEL
void shinso_average_pool_forward(
    float *y, const float *x, const shinso_window *window, int counts_padding, long lanes,
    long first_row, long last_row) {
  const long row_stride = window->width * lanes;
  for (long oh = first_row; oh < last_row; oh++) {
    const shinso_span rows = shinso_rows_of(window, oh);
    const long row_count = row_divisor(window, rows, counts_padding);
    float *row = y + oh * window->out_width * lanes;
    if (lanes == 1) {
      average_row(row, x, window, rows, row_count, counts_padding);
      continue;
    }
    for (long ow = 0; ow < window->out_width; ow++) {
      const shinso_span columns = shinso_columns_of(window, ow);
      const float scale = reciprocal(window, row_count, columns, counts_padding);
      const float *source = x + rows.origin * row_stride + columns.origin * lanes;
      SHINSO_FOR_LANES_OF(
          average, lanes, row + ow * lanes, source, rows, columns, row_stride, lanes, scale)
    }
  }
}

SHINSO_KERNEL
void shinso_average_pool_backward(
    float *dx, const float *dy, const shinso_window *window, int counts_padding, long lanes) {
  const long row_stride = window->width * lanes;
  memset(dx, 0, (size_t)(window->height * row_stride) * sizeof *dx);
  for (long oh = 0; oh < window->out_height; oh++) {
    const shinso_span rows = shinso_rows_of(window, oh);
    const long row_count = row_divisor(window, rows, counts_padding);
    const float *row = dy + oh * window->out_width * lanes;
    for (long ow = 0; ow < window->out_width; ow++) {
      const shinso_span columns = shinso_columns_of(window, ow);
      const float scale = reciprocal(window, row_count, columns, counts_padding);
      float *target = dx + rows.origin * row_stride + columns.origin * lanes;
      SHINSO_FOR_LANES_OF(
          spread, lanes, target, row + ow * lanes, rows, columns, row_stride, lanes, scale)
    }
  }
}
