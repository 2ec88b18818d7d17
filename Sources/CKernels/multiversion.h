// Included first by every kernel file: one source is compiled once per instruction set, and the
// version is chosen when the program is loaded. No compiler flags are needed, so the binary runs
// anywhere.

#ifndef SHINSO_MULTIVERSION_H
#define SHINSO_MULTIVERSION_H

#include "thread_sanitizer.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// The choice needs the loader's indirect functions, which glibc has and musl does not.
// ThreadSanitizer would instrument the functions that choose, which run before it has started.
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

/// A part of a kernel; it is compiled for the instruction set of the kernel that contains it.
#define SHINSO_INLINE static inline __attribute__((always_inline))

/// Put before a loop whose iterations are independent even if a result is an argument (the same
/// address). Otherwise the loop would be checked for overlap and fall back to scalar code.
#define SHINSO_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")

/// At the start of a block: lets the compiler fuse products with sums.
#define SHINSO_FUSE _Pragma("clang fp contract(fast)")

/// At the start of a block: lets the compiler reorder sums, so that they run in several lanes.
#define SHINSO_REORDER _Pragma("clang fp contract(fast) reassociate(on)")

/// Short vectors for accumulators that must stay in registers, aligned like a single float. If they
/// are wider than a register, they take several. Inline functions pass them by address, because
/// passing by value would depend on the instruction set.
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
