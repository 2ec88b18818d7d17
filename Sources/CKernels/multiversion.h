// What every kernel file starts with: one source, compiled once for each instruction set and chosen
// when the program is loaded. No compiler flags are needed, so the binary runs anywhere.

#ifndef SHINSO_MULTIVERSION_H
#define SHINSO_MULTIVERSION_H

#include "thread_sanitizer.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// Choosing needs the loader's indirect functions, which glibc has and musl has not. ThreadSanitizer
// would watch the functions that choose, which run before it has started.
#if defined(SHINSO_THREAD_SANITIZER)
#define SHINSO_KERNEL
#endif
#if !defined(SHINSO_KERNEL)
#if defined(__x86_64__) && defined(__linux__) && defined(__GLIBC__)
#define SHINSO_KERNEL \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define SHINSO_KERNEL
#endif
#endif

/// A part of a kernel; it is compiled for the instruction set of the kernel it becomes part of.
#define SHINSO_INLINE static inline __attribute__((always_inline))

/// Before a loop whose iterations are independent even where a result is an argument (the same
/// address): without it the loop would be checked for overlap and fall back to a scalar one.
#define SHINSO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

/// At the start of a block: products may be fused with sums.
#define SHINSO_FUSE _Pragma("clang fp contract(fast)")

/// At the start of a block: sums may be reordered, so that they run in several lanes.
#define SHINSO_REORDER _Pragma("clang fp contract(fast) reassociate(on)")

/// Short vectors for accumulators that have to stay in registers, aligned like one float. Wider
/// than a register, they take several. Inline functions pass them by address: by value they would depend
/// on the instruction set.
typedef float shinso_f32x8 __attribute__((ext_vector_type(8), aligned(4), may_alias));
typedef float shinso_f32x16 __attribute__((ext_vector_type(16), aligned(4), may_alias));

SHINSO_INLINE float shinso_from_bits(uint32_t bits) {
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

SHINSO_INLINE uint32_t shinso_to_bits(float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  return bits;
}

SHINSO_INLINE long shinso_min(long a, long b) { return a < b ? a : b; }
SHINSO_INLINE long shinso_max(long a, long b) { return a > b ? a : b; }

#endif
