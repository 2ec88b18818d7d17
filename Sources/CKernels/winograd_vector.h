// Vectors of LANES floats, one channel block.

#include <stddef.h>
#include <stdint.h>

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef int32_t mask_vec __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p) { return *(const loose_vec *)p; }
INLINE void store(float *p, vec x) { *(loose_vec *)p = x; }
