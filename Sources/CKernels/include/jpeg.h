// A part of a JPEG image, decoded by libjpeg-turbo without the rest, and at reduced size if wanted.

#ifndef SHINSO_JPEG_H
#define SHINSO_JPEG_H

#include <stddef.h>
#include <stdint.h>

/// The longest message with its end.
#define SHINSO_JPEG_MESSAGE 200

struct shinso_jpeg_part {
  /// Of the whole image at its reduced size.
  int width, height;
  /// The part of it that is decoded, not empty and within it; what lies around may be written too.
  int left, top, columns, rows;
  /// 1, 2, 4 or 8: what the size is divided by; it is rounded up.
  int denominator;
  /// 1 for gray, 3 for color and 4 for CMYK, as the file has it.
  int channels;
  /// Of all rows: whether what follows them is read too, and every scan must be there.
  int to_end;
};

/// Decodes a part of a JPEG image to its place in `target`, which has room for the whole one. The pixels
/// are those of decoding all of it. `spare` becomes the number of bytes that were passed over before the
/// last marker that was read. Returns 0, or 1 with the reason in `message`: the first warning that is not
/// like one of the `harmless`, or the error.
int shinso_jpeg_decode(const uint8_t *bytes, size_t count, struct shinso_jpeg_part part,
                       const char *const *harmless, int harmless_count, uint8_t *target,
                       size_t *spare, char *message);

#endif
