// The weights' gradient of a depthwise convolution, for one plane in the lanes form of normalize.h.

#ifndef SHINSO_DEPTHWISE_H
#define SHINSO_DEPTHWISE_H

#include "window.h"

#ifdef __cplusplus
extern "C" {
#endif

/// dw[kh][kw][l] += Σ over oh, ow of dy[oh][ow][l] x[oh stride - pad_top + kh][…][l], for
/// x [height][width][lanes] and dy [out_height][out_width][lanes]. Any kernel and stride; fastest
/// for multiples of 8 lanes.
void shinso_depthwise_weights_gradient(
    float *dw, const float *x, const float *dy, const shinso_window *window, long lanes);

#ifdef __cplusplus
}
#endif

#endif
