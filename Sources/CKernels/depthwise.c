#include "depthwise.h"

#include "window_geometry.h"

// The most neighboring positions of the kernel whose sums are kept in registers together.
#define WIDEST 7

/// `width` neighboring positions of the kernel from `kw` on, for the lanes of one vector. Along a
/// row of outputs their sums stay in registers, in `ways` chains where there are too few positions
/// to hide the latency of a sum.
#define POSITIONS(COUNT, VECTOR)                                                              \
  SHINSO_INLINE void edge_##COUNT(                                                            \
      VECTOR *sums, const float *source, const float *dy, const shinso_window *w, long lanes, \
      long kw, int width, long ow) {                                                          \
    SHINSO_FUSE                                                                               \
    const VECTOR g = *(const VECTOR *)(dy + ow * lanes);                                      \
    for (int k = 0; k < width; k++) {                                                         \
      const long iw = ow * w->stride_width - w->pad_left + kw + k;                            \
      if (iw >= 0 && iw < w->width) sums[k] += g * *(const VECTOR *)(source + iw * lanes);    \
    }                                                                                         \
  }                                                                                           \
                                                                                              \
  SHINSO_INLINE void positions_##COUNT(                                                       \
      float *dw, const float *x, const float *dy, const shinso_window *w, long lanes, long kh, \
      long kw, int width, int ways) {                                                         \
    SHINSO_FUSE                                                                               \
    const long step = w->stride_width * lanes;                                                \
    long first, last;                                                                         \
    shinso_outputs_inside(w, kw, width, &first, &last);                                       \
    VECTOR totals[WIDEST];                                                                    \
    for (int k = 0; k < width; k++) totals[k] = 0;                                            \
    for (long oh = 0; oh < w->out_height; oh++) {                                             \
      const long ih = oh * w->stride_height - w->pad_top + kh;                                \
      if (ih < 0 || ih >= w->height) continue;                                                \
      const float *source = x + ih * w->width * lanes;                                        \
      const float *row = dy + oh * w->out_width * lanes;                                      \
      VECTOR sums[2][WIDEST];                                                                 \
      for (int k = 0; k < width; k++) sums[0][k] = sums[1][k] = 0;                            \
      long ow = first;                                                                        \
      for (; ow + ways <= last; ow += ways)                                                   \
        for (int way = 0; way < ways; way++) {                                                \
          const VECTOR g = *(const VECTOR *)(row + (ow + way) * lanes);                       \
          const float *from = source + (kw - w->pad_left) * lanes + (ow + way) * step;        \
          for (int k = 0; k < width; k++)                                                     \
            sums[way][k] += g * *(const VECTOR *)(from + k * lanes);                          \
        }                                                                                     \
      for (int k = 0; k < width; k++) totals[k] += sums[0][k] + sums[1][k];                   \
      for (long i = 0; i < first; i++) edge_##COUNT(totals, source, row, w, lanes, kw, width, i); \
      for (; ow < w->out_width; ow++) edge_##COUNT(totals, source, row, w, lanes, kw, width, ow); \
    }                                                                                         \
    for (int k = 0; k < width; k++)                                                           \
      *(VECTOR *)(dw + (kh * w->kernel_width + kw + k) * lanes) += totals[k];                 \
  }                                                                                           \
                                                                                              \
  SHINSO_INLINE void kernel_##COUNT(                                                          \
      float *dw, const float *x, const float *dy, const shinso_window *w, long lanes) {       \
    for (long kh = 0; kh < w->kernel_height; kh++)                                            \
      for (long kw = 0; kw < w->kernel_width;) {                                              \
        const long left = w->kernel_width - kw;                                               \
        const int width = left >= 7 ? 7 : left >= 5 ? 5 : left >= 3 ? 3 : 1;                  \
        switch (width) {                                                                      \
          case 7: positions_##COUNT(dw, x, dy, w, lanes, kh, kw, 7, 1); break;                \
          case 5: positions_##COUNT(dw, x, dy, w, lanes, kh, kw, 5, COUNT > 8 ? 1 : 2); break; \
          case 3: positions_##COUNT(dw, x, dy, w, lanes, kh, kw, 3, 2); break;                \
          default: positions_##COUNT(dw, x, dy, w, lanes, kh, kw, 1, 2);                      \
        }                                                                                     \
        kw += width;                                                                          \
      }                                                                                       \
  }

POSITIONS(16, shinso_f32x16)
POSITIONS(8, shinso_f32x8)
POSITIONS(1, shinso_f32x1)

#undef POSITIONS

SHINSO_KERNEL
void shinso_depthwise_weights_gradient(
    float *dw, const float *x, const float *dy, const shinso_window *window, long lanes) {
  long l = 0;
  for (; l + 16 <= lanes; l += 16) kernel_16(dw + l, x + l, dy + l, window, lanes);
  for (; l + 8 <= lanes; l += 8) kernel_8(dw + l, x + l, dy + l, window, lanes);
  for (; l < lanes; l++) kernel_1(dw + l, x + l, dy + l, window, lanes);
}
