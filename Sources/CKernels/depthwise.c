#include "depthwise.h"

#include "multiversion.h"

/// Outputs whose whole row of the kernel lies inside the image.
SHINSO_INLINE void inner_outputs(const shinso_window *w, long *first, long *last) {
  const long stride = w->stride_width, room = w->width + w->pad_left - w->kernel_width;
  *first = shinso_min((w->pad_left + stride - 1) / stride, w->out_width);
  *first = shinso_max(*first, 0);
  *last = room >= 0 ? shinso_min(room / stride + 1, w->out_width) : 0;
  *last = shinso_max(*last, *first);
}

/// One row of the kernel, `kernel` wide, for the lanes of one vector: its sums stay in registers
/// along a row of outputs, in `ways` chains where the kernel is too narrow to hide their latency.
#define KERNEL_ROW(NAME, VECTOR)                                                              \
  SHINSO_INLINE void NAME(                                                                    \
      float *dw, const float *x, const float *dy, const shinso_window *w, long lanes, long kh, \
      int kernel, int ways) {                                                                 \
    SHINSO_FUSE                                                                               \
    const long stride = w->stride_width, step = stride * lanes;                               \
    long first, last;                                                                         \
    inner_outputs(w, &first, &last);                                                          \
    VECTOR totals[8];                                                                         \
    for (int kw = 0; kw < kernel; kw++) totals[kw] = 0;                                       \
    for (long oh = 0; oh < w->out_height; oh++) {                                             \
      const long ih = oh * w->stride_height - w->pad_top + kh;                                \
      if (ih < 0 || ih >= w->height) continue;                                                \
      const float *source = x + (ih * w->width - w->pad_left) * lanes;                        \
      const float *slope = dy + oh * w->out_width * lanes;                                    \
      VECTOR sums[2][8];                                                                      \
      for (int kw = 0; kw < kernel; kw++) sums[0][kw] = sums[1][kw] = 0;                      \
      long ow = first;                                                                        \
      for (; ow + ways <= last; ow += ways)                                                   \
        for (int way = 0; way < ways; way++) {                                                \
          const VECTOR g = *(const VECTOR *)(slope + (ow + way) * lanes);                     \
          const float *from = source + (ow + way) * step;                                     \
          for (int kw = 0; kw < kernel; kw++)                                                 \
            sums[way][kw] += g * *(const VECTOR *)(from + kw * lanes);                        \
        }                                                                                     \
      /* What is left, and the outputs at the edges. */                                       \
      for (long edge = 0; edge < w->out_width; edge = edge + 1 == first ? ow : edge + 1) {    \
        if (edge == first && first < ow) {                                                    \
          edge = ow;                                                                          \
          if (edge >= w->out_width) break;                                                    \
        }                                                                                     \
        const VECTOR g = *(const VECTOR *)(slope + edge * lanes);                             \
        for (int kw = 0; kw < kernel; kw++) {                                                 \
          const long iw = edge * stride - w->pad_left + kw;                                   \
          if (iw >= 0 && iw < w->width)                                                       \
            sums[0][kw] += g * *(const VECTOR *)(source + edge * step + kw * lanes);          \
        }                                                                                     \
      }                                                                                       \
      for (int kw = 0; kw < kernel; kw++) totals[kw] += sums[0][kw] + sums[1][kw];            \
    }                                                                                         \
    for (int kw = 0; kw < kernel; kw++)                                                       \
      *(VECTOR *)(dw + (kh * w->kernel_width + kw) * lanes) += totals[kw];                    \
  }
