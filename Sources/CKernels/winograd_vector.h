// Vectors of LANES floats, the size of one channel block.

#include <stddef.h>

typedef float vec __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4), may_alias));

// Everything that takes or returns a vector is inlined, so the calling convention does not matter.
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE static inline __attribute__((always_inline))

INLINE vec load(const float *p) { return *(const loose_vec *)p; }
INLINE void store(float *p, vec x) { *(loose_vec *)p = x; }

/// Loads the first `count` lanes, 1 to LANES, and sets the others to zero; no memory beyond them is
/// read.
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

/// Loads the first `count` lanes, or none if not `valid`; no other memory is read.
INLINE vec load_valid(const float *p, int count, int valid) {
#if LANES == 16
  return (vec)_mm512_maskz_loadu_ps((__mmask16)(((1 << count) - 1) & -valid), p);
#else
  return valid ? load_part(p, count) : (vec)0;
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

// Half a vector for the last channels, where it takes half the time: on processors that execute 512
// bits in two steps.
#if LANES == 16
enum { HALF = LANES / 2 };
typedef float half_vec __attribute__((ext_vector_type(LANES / 2)));
typedef float loose_half_vec
    __attribute__((ext_vector_type(LANES / 2), aligned(4), may_alias));

INLINE half_vec load_half(const float *p) { return *(const loose_half_vec *)p; }

/// Widens to a full vector whose upper half is zero.
INLINE vec widened(half_vec x) { return (vec)_mm512_zextps256_ps512((__m256)x); }
INLINE half_vec narrowed(vec x) { return (half_vec)_mm512_castps512_ps256((__m512)x); }
#else
enum { HALF = 0 };
typedef vec half_vec;
INLINE half_vec load_half(const float *p) { return load(p); }
INLINE vec widened(half_vec x) { return x; }
INLINE half_vec narrowed(vec x) { return x; }
#endif

/// Stores a full vector whose upper half is zero.
INLINE void store_half(float *p, half_vec x) { store(p, widened(x)); }
