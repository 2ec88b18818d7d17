#include "isa.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

shinso_isa_t shinso_processor_isa(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return SHINSO_ISA_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return SHINSO_ISA_AVX2;
#endif
  return SHINSO_ISA_PORTABLE;
}

static shinso_isa_t requested_isa(void) {
  const char *name = getenv("SHINSO_ISA");
  if (name && strcmp(name, "portable") == 0) return SHINSO_ISA_PORTABLE;
  if (name && strcmp(name, "avx2") == 0) return SHINSO_ISA_AVX2;
  return SHINSO_ISA_AVX512;
}

shinso_isa_t shinso_isa(void) {
  static _Atomic int known = -1;
  int isa = atomic_load_explicit(&known, memory_order_relaxed);
  if (isa < 0) {
    int processor = (int)shinso_processor_isa(), requested = (int)requested_isa();
    isa = processor < requested ? processor : requested;
    atomic_store_explicit(&known, isa, memory_order_relaxed);
  }
  return (shinso_isa_t)isa;
}

int shinso_block_size(void) { return shinso_isa() == SHINSO_ISA_AVX512 ? 16 : 8; }
