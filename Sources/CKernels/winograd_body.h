// The Winograd kernels F(TILE x TILE, FILTER x FILTER) for one instruction set, and the table
// shinso_winograd_fTILEFILTER_ISA. LANES is the number of floats per vector, ROWS the number of
// tiles in the matrix kernel of the convolution, and GRADIENT_COLUMNS the number of output channel
// blocks in that of the gradient. At most DEPTH_BLOCKS input channel blocks are processed at a
// time.

#include "winograd_private.h"
#include "winograd_vector.h"

enum { TAPS = FILTER * FILTER, PATCH = TILE + FILTER - 1, PRODUCTS = PATCH * PATCH };

#include "winograd_transform.h"

#include "winograd_tiles.h"

#include "winograd_multiply.h"

#include "winograd_forward.h"

#include "winograd_gradient.h"

#include "winograd_backward.h"

#define JOIN(tile, filter, isa) shinso_winograd_f##tile##filter##_##isa
#define NAME(tile, filter, isa) JOIN(tile, filter, isa)

const struct WinogradKernels NAME(TILE, FILTER, ISA) = {
  TILE, LANES, ROWS, transform_weights, forward, gradient, backward, gradient_finish};
