// Pooling of one plane [height][width][lanes] (the lanes form of normalize.h; lanes 1 is plain).

#ifndef SHINSO_POOL_H
#define SHINSO_POOL_H

#include "window.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Bytes of an index of `shinso_max_pool_forward`: 1 where the window has at most 255 positions
/// (uint8), else 4 (int32).
int shinso_max_pool_index_size(const shinso_window *window);

/// y[oh][ow][l] = the greatest x of the window, for the output rows first_row..<last_row; padding
/// is -inf and NaN wins. `y` and `index` point to the whole plane. `index`, if not null, receives
/// the position kh kernel_width + kw that holds it, the first of several; what it says of a window
/// of -inf alone is for the backward pass to know.
void shinso_max_pool_forward(
    float *y, void *index, const float *x, const shinso_window *window, long lanes, long first_row,
    long last_row);

/// dx = each dy added where `index` found the value; sets the whole plane.
void shinso_max_pool_backward(
    float *dx, const float *dy, const void *index, const shinso_window *window, long lanes);

/// y[oh][ow][l] = the mean of x over the window, for the output rows first_row..<last_row, divided
/// by the positions inside the image, or inside image and padding if `counts_padding`.
void shinso_average_pool_forward(
    float *y, const float *x, const shinso_window *window, int counts_padding, long lanes,
    long first_row, long last_row);

/// dx = each dy spread over its window; sets the whole plane.
void shinso_average_pool_backward(
    float *dx, const float *dy, const shinso_window *window, int counts_padding, long lanes);

#ifdef __cplusplus
}
#endif

#endif
