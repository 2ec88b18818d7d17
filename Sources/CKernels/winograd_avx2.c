#if defined(__x86_64__)

#define LANES 8
#define ROWS 6
#define GRADIENT_COLUMNS 3
#define DEPTH_BLOCKS 32
#define KERNELS shinso_winograd_avx2
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "winograd_body.h"
#pragma clang attribute pop

#endif
