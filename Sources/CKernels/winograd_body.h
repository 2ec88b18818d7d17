// The Winograd kernels for one instruction set: LANES floats a vector, ROWS tiles in the matrix
// kernel of the convolution and GRADIENT_COLUMNS output channel blocks in that of the gradient, at
// most DEPTH_BLOCKS input channel blocks at a time, the table KERNELS.

#include "winograd_private.h"
#include "winograd_vector.h"

#include "winograd_transform.h"

#include "winograd_tiles.h"

#include "winograd_multiply.h"

#include "winograd_forward.h"

#include "winograd_gradient.h"

const struct WinogradKernels KERNELS = {
  LANES, ROWS, transform_weights, forward, gradient, gradient_finish};
