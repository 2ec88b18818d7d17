// The convolution of pictures with one channel, stride 1, into channel blocks or channels-last.
//
// Filters are 3x3 or 5x5. Channels are computed in vectors, of which the last may be half of one: with
// so few products for each output, what other methods spend on padding counts.

#ifndef SHINSO_GRAY_H
#define SHINSO_GRAY_H

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

/// Whether this processor has what the kernels are made for, AVX-512; otherwise they must not be
/// called.
int shinso_gray_is_fast(void);

/// Floats of the weights as the kernels take them.
long shinso_gray_weights_size(const shinso_gray_shape *shape);

/// Floats of the sums of the gradients.
long shinso_gray_sums_size(const shinso_gray_shape *shape);

/// [oc, kh, kw] into the form of the kernels.
void shinso_gray_pack(const shinso_gray_shape *shape, const float *weights, float *packed);

/// The rows first..<last of `dst`, `oh` for each picture, held between `lower` and `upper`. `bias`
/// is null or continued with zeros to whole blocks.
void shinso_gray_forward(
    const shinso_gray_shape *shape, const float *src, const float *packed, const float *bias,
    float *dst, float lower, float upper, long first, long last);

/// The sums of the gradients of weights and bias over the rows first..<last, `oh` for
/// each picture.
void shinso_gray_gradient(
    const shinso_gray_shape *shape, const float *src, const float *diff_dst, float *sums, long first,
    long last);

/// Adds up `parts` sums into [oc, kh, kw] and [oc].
void shinso_gray_gradient_finish(
    const shinso_gray_shape *shape, const float *sums, long parts, float *diff_weights,
    float *diff_bias);

#ifdef __cplusplus
}
#endif

#endif
