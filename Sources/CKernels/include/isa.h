// The instruction set that the kernels in this target use, selected once at run time.

#ifndef SHINSO_ISA_H
#define SHINSO_ISA_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SHINSO_ISA_PORTABLE = 0,  ///< what the compiler generates for plain vectors: SSE2, NEON
  SHINSO_ISA_AVX2 = 1,      ///< AVX2 and FMA
  SHINSO_ISA_AVX512 = 2,    ///< AVX-512 F, BW, DQ and VL
} shinso_isa_t;

/// The best of these instruction sets that this processor supports.
shinso_isa_t shinso_processor_isa(void);

/// The instruction set in use: the best that this processor supports. The environment variable
/// `SHINSO_ISA` (`portable`, `avx2` or `avx512`) can lower it but not raise it. It is read once.
shinso_isa_t shinso_isa(void);

/// The number of channels per block in the blocked activation layout: 16 with AVX-512, otherwise 8.
/// oneDNN's kernels for the same instruction set use the same block. If `SHINSO_ISA` is lowered,
/// oneDNN must be lowered too (`dnnl_set_max_cpu_isa`).
int shinso_block_size(void);

#ifdef __cplusplus
}
#endif

#endif
