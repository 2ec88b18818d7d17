// The instruction set that the kernels of this target use, chosen once at run time.

#ifndef SHINSO_ISA_H
#define SHINSO_ISA_H

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SHINSO_ISA_PORTABLE = 0,  ///< what the compiler makes of plain vectors: SSE2, NEON
  SHINSO_ISA_AVX2 = 1,      ///< AVX2 and FMA
  SHINSO_ISA_AVX512 = 2,    ///< AVX-512 F, BW, DQ and VL
} shinso_isa_t;

/// The best of these instruction sets that this processor has.
shinso_isa_t shinso_processor_isa(void);

/// The instruction set in use: the best of this processor. The environment variable `SHINSO_ISA` (`portable`,
/// `avx2` or `avx512`) lowers it; it never goes above what the processor has. Read once.
shinso_isa_t shinso_isa(void);

/// Channels in one block of the blocked activation layout: 16 with AVX-512, else 8. It is the block
/// that oneDNN's kernels for the same instruction set want; with `SHINSO_ISA` lowered, oneDNN has
/// to be lowered too (`dnnl_set_max_cpu_isa`).
int shinso_block_size(void);

#ifdef __cplusplus
}
#endif

#endif
