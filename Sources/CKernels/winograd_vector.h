// Vectors of LANES floats, one channel block.

#include <stddef.h>

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4), may_alias));

// Everything that takes or returns a vector is inlined, so that no calling convention matters.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p) { return *(const loose_vec *)p; }
INLINE void store(float *p, vec x) { *(loose_vec *)p = x; }

/// The first `count` lanes, 1 to LANES, followed by zeros; nothing beyond them is touched.
INLINE vec load_part(const float *p, int count) {
  if (count == LANES) return load(p);
#if LANES == 16
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1 << count) - 1), p);
#else
  float lanes[LANES] = {0};
  for (int i = 0; i < count; i++) lanes[i] = p[i];
  return load(lanes);
#endif
}

/// Stores the first `count` lanes.
INLINE void store_part(float *p, vec x, int count) {
  if (count == LANES) {
    store(p, x);
    return;
  }
#if LANES == 16
  _mm512_mask_storeu_ps(p, (__mmask16)((1 << count) - 1), (__m512)x);
#else
  float lanes[LANES];
  store(lanes, x);
  for (int i = 0; i < count; i++) p[i] = lanes[i];
#endif
}
