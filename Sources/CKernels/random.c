#include "include/random.h"

#include "elementwise_math.h"
#include "multiversion.h"

// Words are made 64 at a time, from 16 Philox blocks side by side, one in each lane: output j of
// the sixteen is words 16 j to 16 j + 15 of the group.

#define LANES 16
#define GROUP 64

SHINSO_INLINE void philox_group(uint32_t *words, shinso_stream stream, uint64_t group) {
  uint32_t c0[LANES], c1[LANES], c2[LANES], c3[LANES];
  uint32_t key0 = (uint32_t)stream.seed, key1 = (uint32_t)(stream.seed >> 32);
  for (int lane = 0; lane < LANES; lane++) {
    const uint64_t block = LANES * group + (uint64_t)lane;
    c0[lane] = (uint32_t)block;
    c1[lane] = (uint32_t)(block >> 32);
    c2[lane] = (uint32_t)stream.counter;
    c3[lane] = (uint32_t)(stream.counter >> 32);
  }
  for (int round = 0; round < 10; round++) {
    for (int lane = 0; lane < LANES; lane++) {
      const uint64_t first = (uint64_t)c0[lane] * 0xD2511F53u;
      const uint64_t second = (uint64_t)c2[lane] * 0xCD9E8D57u;
      const uint32_t x1 = c1[lane], x3 = c3[lane];
      c0[lane] = (uint32_t)(second >> 32) ^ x1 ^ key0;
      c1[lane] = (uint32_t)second;
      c2[lane] = (uint32_t)(first >> 32) ^ x3 ^ key1;
      c3[lane] = (uint32_t)first;
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  for (int lane = 0; lane < LANES; lane++) {
    words[lane] = c0[lane];
    words[LANES + lane] = c1[lane];
    words[2 * LANES + lane] = c2[lane];
    words[3 * LANES + lane] = c3[lane];
  }
}

/// Runs `body` for each group that the elements first..<first + count touch, with `words` filled,
/// `from` and `to` the elements of the group that are wanted, and `at` where element `from` goes.
#define FOR_GROUPS(body) \
  uint32_t words[GROUP]; \
  for (long at = 0; at < count;) { \
    const uint64_t index = first + (uint64_t)at; \
    const long from = (long)(index % GROUP); \
    const long to = shinso_min(GROUP, from + (count - at)); \
    philox_group(words, stream, index / GROUP); \
    body; \
    at += to - from; \
  }

SHINSO_KERNEL void shinso_random_words(
    uint32_t *y, shinso_stream stream, uint64_t first, long count) {
  FOR_GROUPS(for (long i = from; i < to; i++) y[at + i - from] = words[i])
}

SHINSO_INLINE float unit(uint32_t word) { return (float)(int32_t)(word >> 8) * 0x1p-24f; }

SHINSO_KERNEL void shinso_random_uniform(
    float *y, shinso_stream stream, uint64_t first, float low, float high, long count) {
  const float range = high - low;
  FOR_GROUPS(for (long i = from; i < to; i++) {
    // Not fused: the same bits on every machine.
    const float scaled = range * unit(words[i]);
    y[at + i - from] = low + scaled;
  })
}

SHINSO_KERNEL void shinso_random_normal(
    float *y, shinso_stream stream, uint64_t first, float mean, float deviation, long count) {
  float values[GROUP];
  FOR_GROUPS({
    for (int half = 0; half < GROUP; half += 2 * LANES) {
      for (int lane = 0; lane < LANES; lane++) {
        const float u = ((float)words[half + lane] + 1) * 0x1p-32f;
        const float radius = __builtin_elementwise_sqrt(-2 * shinso_log(u));
        float sine, cosine;
        shinso_sin_cos(
            6.283185307179586f * ((float)words[half + LANES + lane] * 0x1p-32f), &sine, &cosine);
        values[half + lane] = mean + deviation * (radius * cosine);
        values[half + LANES + lane] = mean + deviation * (radius * sine);
      }
    }
    for (long i = from; i < to; i++) y[at + i - from] = values[i];
  })
}

SHINSO_KERNEL void shinso_random_bernoulli(
    uint8_t *y, shinso_stream stream, uint64_t first, float probability, long count) {
  FOR_GROUPS(for (long i = from; i < to; i++) y[at + i - from] = unit(words[i]) < probability)
}

SHINSO_KERNEL void shinso_random_dropout(
    float *y, const float *x, shinso_stream stream, uint64_t first, float p, long count) {
  const float scale = p < 1 ? 1 / (1 - p) : 0;
  FOR_GROUPS(SHINSO_INDEPENDENT for (long i = from; i < to; i++) {
    const float kept = x[at + i - from] * scale;
    y[at + i - from] = unit(words[i]) >= p ? kept : 0;
  })
}

SHINSO_KERNEL void shinso_random_int32(
    int32_t *y, shinso_stream stream, uint64_t first, int32_t low, uint32_t range, long count) {
  FOR_GROUPS(for (long i = from; i < to; i++) {
    const uint32_t drawn =
        range == 0 ? words[i] : (uint32_t)(((uint64_t)words[i] * range) >> 32);
    y[at + i - from] = (int32_t)((uint32_t)low + drawn);
  })
}

/// The upper half of a product of 64-bit numbers.
SHINSO_INLINE uint64_t upper_product(uint64_t a, uint64_t b) {
  const uint64_t a0 = (uint32_t)a, a1 = a >> 32, b0 = (uint32_t)b, b1 = b >> 32;
  const uint64_t middle = a1 * b0 + (a0 * b0 >> 32);
  const uint64_t other = a0 * b1 + (uint32_t)middle;
  return a1 * b1 + (middle >> 32) + (other >> 32);
}

SHINSO_KERNEL void shinso_random_int64(
    int64_t *y, shinso_stream stream, uint64_t first, int64_t low, uint64_t range, long count) {
  uint32_t words[GROUP];
  for (long at = 0; at < count;) {
    const uint64_t index = first + (uint64_t)at;
    const long from = (long)(index % (GROUP / 2));
    const long to = shinso_min(GROUP / 2, from + (count - at));
    philox_group(words, stream, index / (GROUP / 2));
    for (long i = from; i < to; i++) {
      const uint64_t word = words[2 * i] | (uint64_t)words[2 * i + 1] << 32;
      y[at + i - from] =
          (int64_t)((uint64_t)low + (range == 0 ? word : upper_product(word, range)));
    }
    at += to - from;
  }
}
