#define LANES 8
#if defined(__aarch64__)
#define ROWS 6  // 24 of 32 registers accumulate
#else
#define ROWS 2  // 8 of 16
#endif
#define DEPTH_BLOCKS 32
#define KERNELS shinso_winograd_portable
#include "winograd_body.h"
