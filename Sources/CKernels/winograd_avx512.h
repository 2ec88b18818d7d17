#if defined(__x86_64__)

#include <immintrin.h>

#define LANES 16
#define ROWS 14
#define GRADIENT_COLUMNS 3
#define DEPTH_BLOCKS 32
#define ISA avx512
#pragma clang attribute push( \
  __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma"))), apply_to = function)
#include "winograd_body.h"
#pragma clang attribute pop

#endif
