// The two passes of an antialiased resize of 8-bit images, in fixed point.

#ifndef SHINSO_IMAGES_H
#define SHINSO_IMAGES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// The number of fractional bits in the weights. With 8-bit pixels, 22 bits leave two bits of an
/// `int32_t` for the overshoot of a cubic kernel. Pillow uses the same number, so results can be
/// equal bit for bit.
#define SHINSO_RESIZE_BITS 22

/// How each element of an output line is computed from an input line: element `i` is the sum over
/// `t` in `0..<counts[i]` of input element `starts[i] + t` times `weights[i * taps + t]`.
struct shinso_resize_weights {
  const int32_t *starts;
  const int32_t *counts;
  /// Weights beyond `counts[i]` are zero.
  const int32_t *weights;
  /// A multiple of 4.
  int32_t taps;
  /// The number of elements in the output line.
  int32_t length;
};

/// Resizes `rows` rows of `channels` (1 or 3) interleaved bytes along x. Nothing at `source_end` or
/// beyond is read. `target` holds `rows` contiguous rows of `weights.length` pixels.
void shinso_resize_along_x(
    const uint8_t *source, const uint8_t *source_end, ptrdiff_t source_stride, uint8_t *target,
    int rows, int channels, struct shinso_resize_weights weights);

/// Resizes along y: computes `weights.length` rows of `row_bytes` bytes from source rows that are
/// `source_stride` bytes apart. The rows of `target` are contiguous.
void shinso_resize_along_y(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                           size_t row_bytes, struct shinso_resize_weights weights);

#ifdef __cplusplus
}
#endif

#endif
