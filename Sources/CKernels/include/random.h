// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). Element i of a stream depends only on (seed, counter, i), so a fill can be
// split among threads anywhere: each passes the index `first` of its first element.
//
// Words are taken in groups of 64: word i is output (i / 16) mod 4 of the block whose Philox
// counter is (16 (i / 64) + i mod 16, counter), low words first, with `seed` as the key. Element i
// uses word i. For normal elements, i (with i mod 32 below 16) and i + 16 form one Box-Muller pair,
// made from words i and i + 16.

#ifndef SHINSO_RANDOM_H
#define SHINSO_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint64_t seed;
  /// A different number for each fill, and the same in all pieces of one fill.
  uint64_t counter;
} shinso_stream;

/// low + (high - low) u, where u is a multiple of 2⁻²⁴ in 0 ..< 1; always below `high`.
void shinso_random_uniform(
    float *y, shinso_stream stream, uint64_t first, float low, float high, long count);

/// Normal with the given mean and deviation; the method never exceeds 6.6 deviations.
void shinso_random_normal(
    float *y, shinso_stream stream, uint64_t first, float mean, float deviation, long count);

/// y = x / (1 - p) where the element is kept, otherwise 0. The backward pass is the same call on
/// the gradient with the same stream, so no mask is stored. y may be x. `p` is in 0 ... 1.
void shinso_random_dropout(
    float *y, const float *x, shinso_stream stream, uint64_t first, float p, long count);

#ifdef __cplusplus
}
#endif

#endif
