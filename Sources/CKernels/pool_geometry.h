// What maximum and average pooling share.

#ifndef SHINSO_POOL_GEOMETRY_H
#define SHINSO_POOL_GEOMETRY_H

#include "multiversion.h"
#include "window.h"

typedef float shinso_f32x4 __attribute__((ext_vector_type(4), aligned(4), may_alias));
typedef float shinso_f32x1 __attribute__((ext_vector_type(1), aligned(4), may_alias));

/// The part of one window that lies inside the image: positions begin..<end of its kernel, the
/// first of which is at `origin + begin`.
typedef struct {
  long origin, begin, end;
} shinso_span;

SHINSO_INLINE shinso_span shinso_span_at(
    long output, long stride, long padding, long kernel, long size) {
  shinso_span span = {output * stride - padding, 0, 0};
  span.begin = shinso_max(0, -span.origin);
  span.end = shinso_max(span.begin, shinso_min(kernel, size - span.origin));
  return span;
}

SHINSO_INLINE shinso_span shinso_rows_of(const shinso_window *w, long oh) {
  return shinso_span_at(oh, w->stride_height, w->pad_top, w->kernel_height, w->height);
}

SHINSO_INLINE shinso_span shinso_columns_of(const shinso_window *w, long ow) {
  return shinso_span_at(ow, w->stride_width, w->pad_left, w->kernel_width, w->width);
}

/// The outputs first..<last whose position `k` of the kernel lies inside the image.
SHINSO_INLINE void shinso_outputs_inside(
    const shinso_window *w, long k, long *first, long *last) {
  const long stride = w->stride_width, offset = w->pad_left - k;
  const long beyond = w->width + offset;
  *first = offset > 0 ? shinso_min((offset + stride - 1) / stride, w->out_width) : 0;
  *last = beyond > 0 ? shinso_min((beyond + stride - 1) / stride, w->out_width) : 0;
}

/// Calls FUNCTION_16, _8, _4 or _1 for as many lanes each, with `l` the first.
#define SHINSO_FOR_LANES_OF(FUNCTION, LANES, ...)                    \
  {                                                                  \
    long l = 0;                                                      \
    for (; l + 16 <= LANES; l += 16) FUNCTION##_16(__VA_ARGS__, l);  \
    for (; l + 8 <= LANES; l += 8) FUNCTION##_8(__VA_ARGS__, l);     \
    for (; l + 4 <= LANES; l += 4) FUNCTION##_4(__VA_ARGS__, l);     \
    for (; l < LANES; l++) FUNCTION##_1(__VA_ARGS__, l);             \
  }

#endif
