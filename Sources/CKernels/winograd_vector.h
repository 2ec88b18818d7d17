// Vectors of LANES floats, one channel block.

#include <stddef.h>

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4), may_alias));

// Everything that takes or returns a vector is inlined, so that no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p) { return *(const loose_vec *)p; }
INLINE void store(float *p, vec x) { *(loose_vec *)p = x; }
