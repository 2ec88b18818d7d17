#if defined(__x86_64__)

#define LANES 8
#define ROWS 6
// Just enough sums to hide the latency; the compiler cannot keep 12 of them in registers.
#define GRADIENT_COLUMNS 2
#define DEPTH_BLOCKS 32
#define ISA avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "winograd_body.h"
#pragma clang attribute pop

#endif
