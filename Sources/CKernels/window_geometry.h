// What pooling and depthwise convolution share: the position of windows in the image.

#ifndef SHINSO_WINDOW_GEOMETRY_H
#define SHINSO_WINDOW_GEOMETRY_H

#include "multiversion.h"
#include "window.h"

typedef float shinso_f32x4 __attribute__((ext_vector_type(4), aligned(4), may_alias));
typedef float shinso_f32x1 __attribute__((ext_vector_type(1), aligned(4), may_alias));

/// The part of a window that is inside the image: positions begin..<end of its kernel. The first of
/// them is at `origin + begin`.
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

/// The outputs first..<last for which all kernel positions kw..<kw + width of a row are inside the
/// image.
SHINSO_INLINE void shinso_outputs_inside(
    const shinso_window *w, long kw, long width, long *first, long *last) {
  const long stride = w->stride_width, outside = w->pad_left - kw;
  const long room = w->width - width + outside;
  *first = outside > 0 ? shinso_min((outside + stride - 1) / stride, w->out_width) : 0;
  *last = room >= 0 ? shinso_min(room / stride + 1, w->out_width) : 0;
  *last = shinso_max(*first, *last);
}

/// Calls FUNCTION_16, _8, _4 or _1 for that many lanes at a time; `l` is the first lane.
#define SHINSO_FOR_LANES_OF(FUNCTION, LANES, ...)                    \
  {                                                                  \
    long l = 0;                                                      \
    for (; l + 16 <= LANES; l += 16) FUNCTION##_16(__VA_ARGS__, l);  \
    for (; l + 8 <= LANES; l += 8) FUNCTION##_8(__VA_ARGS__, l);     \
    for (; l + 4 <= LANES; l += 4) FUNCTION##_4(__VA_ARGS__, l);     \
    for (; l < LANES; l++) FUNCTION##_1(__VA_ARGS__, l);             \
  }

#endif
