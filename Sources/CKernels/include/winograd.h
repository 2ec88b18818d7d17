// Winograd convolution F(4x4, 3x3), F(5x5, 3x3) and F(4x4, 5x5): 3x3 or 5x5 filters, stride 1,
// dilation 1, one group, float32. A. Lavin, S. Gray, "Fast Algorithms for Convolutional Neural
// Networks", CVPR 2016.
//
// Activations are channel-blocked, [n][ceil(c / B)][h][w][B] with B = shinso_block_size(), where
// the channels above c in the last block are zeros and are written as zeros, or channels-last,
// [n][h][w][c]. Buffers need only the alignment of a float; 64 bytes is faster.
//
// Every function with `thread` and `threads` does that thread's share of the work: call it once for
// each `thread` in 0..<threads, in parallel or not. The shares write disjoint parts of the result,
// and the result is the same to the last bit for any number of threads.

#ifndef SHINSO_WINOGRAD_H
#define SHINSO_WINOGRAD_H

#include <stddef.h>

#include "epilogue.h"

#ifdef __cplusplus
extern "C" {
#endif

/// All are at least 1, except for the padding, which may have any value: everything outside the
/// input is zero. The padding at the bottom and right follows from `oh` and `ow`.
typedef struct {
  int n, ic, oc;
  int ih, iw;
  int pad_top, pad_left;
  int oh, ow;
  /// The number of rows and columns of a filter, 3 or 5.
  int filter;
  /// Whether the activations with `ic` channels and those with `oc` channels are channels-last.
  int src_channels_last, dst_channels_last;
  /// The channels of the activations of which those with `oc` channels are a part, `oc` if they are
  /// all. Their pointer is to the first of their own channels, which begin with a block.
  int dst_channels;
} shinso_winograd_shape;

/// The number of rows and columns of the output tiles. It depends on the size of the output, and it
/// determines the form of the transformed filters.
int shinso_winograd_tile(const shinso_winograd_shape *shape);

/// The size of the transformed filters in floats.
size_t shinso_winograd_weights_size(const shinso_winograd_shape *shape);

/// The kind of filters to transform.
enum shinso_winograd_filters {
  /// Filters [oc][ic][f][f] of this convolution.
  SHINSO_WINOGRAD_FORWARD,
  /// Filters [ic][oc][f][f] of a forward convolution from `oc` to `ic` channels, rotated by 180
  /// degrees. The gradient of that convolution's input is a convolution of the gradient of its
  /// output, with a padding of f - 1 minus the forward padding.
  SHINSO_WINOGRAD_TURNED,
  /// The same filters without rotation, for `shinso_winograd_backward`; the shape is that of the
  /// forward convolution with `ic` and `oc` swapped.
  SHINSO_WINOGRAD_TRANSPOSED,
};

/// Transforms the filters `weights` into `packed`.
void shinso_winograd_transform_weights(
  const shinso_winograd_shape *shape, const float *weights, float *packed,
  enum shinso_winograd_filters form, int thread, int threads);

/// The scratch that one thread needs in floats, whatever the number of threads.
size_t shinso_winograd_workspace_size(const shinso_winograd_shape *shape);

/// dst = epilogue(conv(src, weights)).
void shinso_winograd_forward(
  const shinso_winograd_shape *shape, const float *src, const float *packed,
  const shinso_epilogue *epilogue, float *dst, float *workspace, int thread, int threads);

/// The scratch, in floats for all threads together, that the gradient of the filters needs with at
/// most `threads` threads.
///
/// With fewer than about 20 tiles, n * ceil(oh / 4) * ceil(ow / 4), a direct kernel is faster.
size_t shinso_winograd_gradient_workspace_size(const shinso_winograd_shape *shape, int threads);

/// First step of the gradient of the filters: sums over the tiles into `workspace`, from the input
/// `src` and the gradient `diff_dst` of the output.
void shinso_winograd_gradient(
  const shinso_winograd_shape *shape, const float *src, const float *diff_dst, float *workspace,
  int thread, int threads);

/// Second step, after all threads have done the first: writes the gradient to `diff_weights`
/// [oc][ic][f][f].
void shinso_winograd_gradient_finish(
  const shinso_winograd_shape *shape, const float *workspace, float *diff_weights, int thread,
  int threads);

/// Whether `shinso_winograd_backward` is faster than computing the two gradients separately.
int shinso_winograd_backward_is_fast(const shinso_winograd_shape *shape);

/// The scratch, in floats for all threads together, that both gradients need with at most `threads`
/// threads.
size_t shinso_winograd_backward_workspace_size(const shinso_winograd_shape *shape, int threads);

/// Both gradients: that of the input into `diff_src`, and the first step of that of the filters,
/// which `shinso_winograd_backward_finish` completes. `packed` comes from
/// SHINSO_WINOGRAD_TRANSPOSED. The padding must not be negative, and oh and ow must cover the whole
/// input.
void shinso_winograd_backward(
  const shinso_winograd_shape *shape, const float *src, const float *diff_dst, const float *packed,
  float *diff_src, float *workspace, int thread, int threads);

/// See `shinso_winograd_gradient_finish`.
void shinso_winograd_backward_finish(
  const shinso_winograd_shape *shape, const float *workspace, float *diff_weights, int thread,
  int threads);

#ifdef __cplusplus
}
#endif

#endif
