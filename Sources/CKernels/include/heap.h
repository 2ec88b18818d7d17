// The C library's heap.

#ifndef SHINSO_HEAP_H
#define SHINSO_HEAP_H

#ifdef __cplusplus
extern "C" {
#endif

/// Returns to the system what was freed and the C library keeps for later. Does nothing where the C
/// library has no such function.
void shinso_heap_trim(void);

#ifdef __cplusplus
}
#endif

#endif
