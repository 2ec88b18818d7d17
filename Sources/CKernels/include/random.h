// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as
// 1, 2, 3", SC 2011). Element i of a stream depends on (seed, counter, i) alone, so a fill may be
// cut among threads anywhere: each passes the index `first` of its first element.
//
// Words are taken in groups of 64: word i is output (i / 16) mod 4 of the block whose Philox
// counter is (16 (i / 64) + i mod 16, counter), low words first, under the key `seed`. A 32-bit
// element i uses word i; a 64-bit element i uses words 2 i (low half) and 2 i + 1. Of normal
// elements, i with i mod 32 below 16 and i + 16 are one Box-Muller pair, from words i and i + 16.

#ifndef SHINSO_RANDOM_H
#define SHINSO_RANDOM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint64_t seed;
  /// One number for each fill; the same fill in every piece of it.
  uint64_t counter;
} shinso_stream;

/// The raw 32-bit words.
void shinso_random_words(uint32_t *y, shinso_stream stream, uint64_t first, long count);

/// low + (high - low) u, with u a multiple of 2⁻²⁴ in 0 ..< 1.
void shinso_random_uniform(
    float *y, shinso_stream stream, uint64_t first, float low, float high, long count);

/// Normal with the given mean and deviation, cut by nature at 6.6 deviations.
void shinso_random_normal(
    float *y, shinso_stream stream, uint64_t first, float mean, float deviation, long count);

/// 1 with the given probability, else 0.
void shinso_random_bernoulli(
    uint8_t *y, shinso_stream stream, uint64_t first, float probability, long count);

/// y = x / (1 - p) where kept, else 0. The backward pass is the same call on the gradient, with the
/// same stream: no mask is stored. y may be x. `p` is in 0 ... 1.
void shinso_random_dropout(
    float *y, const float *x, shinso_stream stream, uint64_t first, float p, long count);

/// Integers in low ..< low + range (by multiply and shift: bias at most range / 2³² and / 2⁶⁴);
/// range 0 stands for 2³² and 2⁶⁴.
void shinso_random_int32(
    int32_t *y, shinso_stream stream, uint64_t first, int32_t low, uint32_t range, long count);
void shinso_random_int64(
    int64_t *y, shinso_stream stream, uint64_t first, int64_t low, uint64_t range, long count);

#ifdef __cplusplus
}
#endif

#endif
