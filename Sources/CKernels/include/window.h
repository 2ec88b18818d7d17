// The window geometry that pooling and depthwise convolution share.

#ifndef SHINSO_WINDOW_H
#define SHINSO_WINDOW_H

/// A window of size `kernel` that moves by `stride` over an image [height, width] padded on four
/// sides; output position o covers the rows o stride - pad_top + k for k in 0..<kernel_height. With
/// ceil rounding, the last windows may extend beyond the padding; positions there are ignored, also
/// in the divisor of an average.
typedef struct {
  long height, width, out_height, out_width;
  long kernel_height, kernel_width, stride_height, stride_width;
  long pad_top, pad_left, pad_bottom, pad_right;
} shinso_window;

#endif
