// oneDNN's C API, and the constants that Swift cannot import because their macros cast.

#ifndef SHINSO_CONEDNN_H
#define SHINSO_CONEDNN_H

#include <dnnl.h>

/// A dimension or stride that is only known when the primitive runs.
static inline dnnl_dim_t shinso_dnnl_runtime_dim(void) { return DNNL_RUNTIME_DIM_VAL; }

/// A scale or similar 32-bit value that is only known when the primitive runs.
static inline float shinso_dnnl_runtime_f32(void) { return DNNL_RUNTIME_F32_VAL; }

/// A handle for `dnnl_memory_create` that makes oneDNN allocate the buffer.
static inline void *shinso_dnnl_memory_allocate(void) { return DNNL_MEMORY_ALLOCATE; }

/// A handle for `dnnl_memory_create` that leaves the buffer to be set later.
static inline void *shinso_dnnl_memory_none(void) { return DNNL_MEMORY_NONE; }

#endif
