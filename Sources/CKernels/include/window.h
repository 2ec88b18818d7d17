// The geometry that pooling and depthwise convolution share.

#ifndef SHINSO_WINDOW_H
#define SHINSO_WINDOW_H

/// A window of `kernel` moved by `stride` over an image [height, width] that is padded on four
/// sides; output position o covers the rows o stride - pad_top + k for k in 0..<kernel_height.
/// With ceil rounding the last windows may reach beyond the padding; then what lies there counts
/// for nothing, not even in the divisor of an average.
typedef struct {
  long height, width, out_height, out_width;
  long kernel_height, kernel_width, stride_height, stride_width;
  long pad_top, pad_left, pad_bottom, pad_right;
} shinso_window;

#endif
