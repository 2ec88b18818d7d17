// The Winograd kernels for FILTER x FILTER filters and one instruction set, the table
// shinso_winogradFILTER_ISA: LANES floats a vector, ROWS tiles in the matrix kernel of the
// convolution and GRADIENT_COLUMNS output channel blocks in that of the gradient, at most
// DEPTH_BLOCKS input channel blocks at a time.

#include "winograd_private.h"
#include "winograd_vector.h"

enum { TAPS = FILTER * FILTER, PATCH = TILE + FILTER - 1, PRODUCTS = PATCH * PATCH };

#include "winograd_transform.h"

#include "winograd_tiles.h"

#include "winograd_multiply.h"

#include "winograd_forward.h"

#include "winograd_gradient.h"

#define JOIN(filter, isa) shinso_winograd##filter##_##isa
#define NAME(filter, isa) JOIN(filter, isa)

const struct WinogradKernels NAME(FILTER, ISA) = {
  LANES, ROWS, transform_weights, forward, gradient, gradient_finish};
