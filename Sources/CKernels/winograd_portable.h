#define LANES 8
#if defined(__aarch64__)
// 24 of 32 registers are accumulators.
#define ROWS 6
#define GRADIENT_COLUMNS 3
#else
// 8 of 16 registers are accumulators.
#define ROWS 2
#define GRADIENT_COLUMNS 1
#endif
#define DEPTH_BLOCKS 32
#define ISA portable
#include "winograd_body.h"
