// The two passes of an antialiased resize of 8-bit pictures, in fixed point.

#ifndef SHINSO_IMAGES_H
#define SHINSO_IMAGES_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Fractional bits of the weights. With 8-bit pixels, 22 leave two bits of an `int32_t` for the
/// overshoot of a cubic kernel; it is also what Pillow uses, so results can be equal bit by bit.
#define SHINSO_RESIZE_BITS 22

/// How every element of one output line is mixed from a line of the input: element `i` is the sum
/// over `t` in `0..<counts[i]` of input element `starts[i] + t` times `weights[i * taps + t]`.
struct shinso_resize_weights {
  const int32_t *starts;
  const int32_t *counts;
  /// Weights beyond `counts[i]` are zero.
  const int32_t *weights;
  /// A multiple of 4.
  int32_t taps;
  /// Elements of the output line.
  int32_t length;
};

/// Resizes `rows` rows of `channels` (1 or 3) interleaved bytes along x. `source_end` is the end of
/// the memory that may be read. `target` holds `rows` rows of `weights.length` pixels without gaps.
void shinso_resize_along_x(
    const uint8_t *source, const uint8_t *source_end, ptrdiff_t source_stride, uint8_t *target,
    int rows, int channels, struct shinso_resize_weights weights);

/// Resizes along y: `weights.length` rows of `row_bytes` bytes from rows of the source, which lie
/// `source_stride` bytes apart. `target` has no gaps between its rows.
void shinso_resize_along_y(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                           size_t row_bytes, struct shinso_resize_weights weights);

#ifdef __cplusplus
}
#endif

#endif
