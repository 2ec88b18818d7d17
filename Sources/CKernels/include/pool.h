// Pooling of one plane [height][width][lanes] (the lanes form of normalize.h; lanes = 1 is plain
// NCHW).

#ifndef SHINSO_POOL_H
#define SHINSO_POOL_H

#include "window.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The size in bytes of an index of `shinso_max_pool_forward`: 1 (uint8) if the window has at most
/// 255 positions, otherwise 4 (int32).
int shinso_max_pool_index_size(const shinso_window *window);

/// y[oh][ow][l] = the maximum of x over the window, for the output rows first_row..<last_row;
/// padding counts as -inf, and NaN wins. `y` and `index` point to the whole plane. `index`, if not
/// null, receives the position kh kernel_width + kw of the maximum, the first if there are several.
/// Its value for a window that contains only -inf matters only to the backward pass.
void shinso_max_pool_forward(
    float *y, void *index, const float *x, const shinso_window *window, long lanes, long first_row,
    long last_row);

/// dx = the sum of all dy whose `index` points to the element; sets the whole plane.
void shinso_max_pool_backward(
    float *dx, const float *dy, const void *index, const shinso_window *window, long lanes);

/// y[oh][ow][l] = the mean of x over the window, for the output rows first_row..<last_row. The
/// divisor is the number of positions inside the image, or inside the image and its padding if
/// `counts_padding`.
void shinso_average_pool_forward(
    float *y, const float *x, const shinso_window *window, int counts_padding, long lanes,
    long first_row, long last_row);

/// dx = each dy distributed over its window; sets the whole plane.
void shinso_average_pool_backward(
    float *dx, const float *dy, const shinso_window *window, int counts_padding, long lanes);

#ifdef __cplusplus
}
#endif

#endif
