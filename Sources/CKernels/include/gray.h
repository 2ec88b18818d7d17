// Convolution of images with one channel, stride 1, to channel blocks or channels-last.
//
// Filters are 3x3 or 5x5. Channels are computed in vectors, and the last one may be half a vector:
// there are so few products per output that the padding of other methods would cost too much.

#ifndef SHINSO_GRAY_H
#define SHINSO_GRAY_H

#include "epilogue.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  int n, oc;
  int ih, iw;
  int oh, ow;
  int kh, kw;
  int dst_channels_last;
} shinso_gray_shape;

/// Whether this processor has AVX-512, for which the kernels are made. If not, they must not be
/// called.
int shinso_gray_is_fast(void);

/// The size of the packed weights in floats.
long shinso_gray_weights_size(const shinso_gray_shape *shape);

/// The size of the sums for the gradients in floats.
long shinso_gray_sums_size(const shinso_gray_shape *shape);

/// Packs weights [oc, kh, kw] into the form that the kernels take.
void shinso_gray_pack(const shinso_gray_shape *shape, const float *weights, float *packed);

/// Computes the rows first..<last of `dst` (`oh` rows per image).
void shinso_gray_forward(
    const shinso_gray_shape *shape, const float *src, const float *packed,
    const shinso_epilogue *epilogue, float *dst, long first, long last);

/// Computes the sums for the gradients of weights and bias over the rows first..<last (`oh` rows
/// per image).
void shinso_gray_gradient(
    const shinso_gray_shape *shape, const float *src, const float *diff_dst, float *sums, long first,
    long last);

/// Adds `parts` sums and converts them to [oc, kh, kw] and [oc].
void shinso_gray_gradient_finish(
    const shinso_gray_shape *shape, const float *sums, long parts, float *diff_weights,
    float *diff_bias);

#ifdef __cplusplus
}
#endif

#endif
