#include "random.h"

#include "elementwise_math.h"

// The number of words made at a time, and the blocks of four that they come from.
#define GROUP 64
#define BLOCKS 16

/// Put before a loop over a group: vectorize it, do not unroll it.
#define EACH _Pragma("clang loop vectorize(assume_safety) unroll(disable)")

/// Computes one block of Philox4x32-10.
SHINSO_INLINE void philox(uint32_t counter[4], uint32_t key0, uint32_t key1) {
  for (int round = 0; round < 10; round++) {
    const uint64_t a = (uint64_t)counter[0] * 0xd2511f53u, b = (uint64_t)counter[2] * 0xcd9e8d57u;
    const uint32_t first = (uint32_t)(b >> 32) ^ counter[1] ^ key0;
    const uint32_t third = (uint32_t)(a >> 32) ^ counter[3] ^ key1;
    counter[1] = (uint32_t)b;
    counter[3] = (uint32_t)a;
    counter[0] = first;
    counter[2] = third;
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
}

SHINSO_INLINE void make_group(uint32_t *words, shinso_stream stream, uint64_t group) {
  const uint32_t key0 = (uint32_t)stream.seed, key1 = (uint32_t)(stream.seed >> 32);
  const uint32_t counter2 = (uint32_t)stream.counter, counter3 = (uint32_t)(stream.counter >> 32);
  const uint64_t first = group * BLOCKS;
  EACH
  for (int i = 0; i < BLOCKS; i++) {
    // The low word of `first` is a multiple of 16, so adding i never carries into the high word.
    uint32_t counter[4] = {
        (uint32_t)first + (uint32_t)i, (uint32_t)(first >> 32), counter2, counter3};
    philox(counter, key0, key1);
    words[i] = counter[0];
    words[i + BLOCKS] = counter[1];
    words[i + 2 * BLOCKS] = counter[2];
    words[i + 3 * BLOCKS] = counter[3];
  }
}

SHINSO_INLINE float unit(uint32_t word) { return (float)(int32_t)(word >> 8) * 0x1p-24f; }

SHINSO_KERNEL
void shinso_random_uniform(
    float *y, shinso_stream stream, uint64_t first, float low, float high, long count) {
  SHINSO_FUSE
  const float range = high - low;
  // Where floats are far apart, the sum may round up to `high`.
  const float last = high > low ? __builtin_nextafterf(high, low) : low;
  for (long done = 0; done < count;) {
    const uint64_t element = first + (uint64_t)done;
    const long offset = (long)(element % GROUP), length = shinso_min(GROUP - offset, count - done);
    uint32_t words[GROUP];
    float values[GROUP];
    make_group(words, stream, element / GROUP);
    EACH
    for (int i = 0; i < GROUP; i++) {
      const float value = low + range * unit(words[i]);
      values[i] = value < last ? value : last;
    }
    memcpy(y + done, values + offset, (size_t)length * sizeof *values);
    done += length;
  }
}

/// A Box-Muller pair, made from the words i and i + BLOCKS.
SHINSO_INLINE void normal_pair(float *values, const uint32_t *words, float mean, float deviation) {
  SHINSO_FUSE
  // u is in 0 < u <= 1 and is as fine as the word allows near 0; the angle is in quarter turns and
  // split exactly.
  const float u = ((float)(int32_t)(words[0] >> 1) + 1.0f) * 0x1p-31f;
  const float radius = deviation * __builtin_elementwise_sqrt(-2.0f * shinso_log(u));
  const uint32_t turn = words[BLOCKS] + 0x20000000u;
  const int32_t rest = (int32_t)(turn & 0x3fffffffu) - 0x20000000;
  float sine, cosine;
  shinso_sin_cos_quadrant((float)rest * 0x1.921fb6p-30f, turn >> 30, &sine, &cosine);
  values[0] = mean + radius * cosine;
  values[BLOCKS] = mean + radius * sine;
}

SHINSO_KERNEL
void shinso_random_normal(
    float *y, shinso_stream stream, uint64_t first, float mean, float deviation, long count) {
  for (long done = 0; done < count;) {
    const uint64_t element = first + (uint64_t)done;
    const long offset = (long)(element % GROUP), length = shinso_min(GROUP - offset, count - done);
    uint32_t words[GROUP];
    float values[GROUP];
    make_group(words, stream, element / GROUP);
    for (int half = 0; half < GROUP; half += 2 * BLOCKS) {
      EACH
      for (int i = 0; i < BLOCKS; i++)
        normal_pair(values + half + i, words + half + i, mean, deviation);
    }
    memcpy(y + done, values + offset, (size_t)length * sizeof *values);
    done += length;
  }
}

SHINSO_KERNEL
void shinso_random_dropout(
    float *y, const float *x, shinso_stream stream, uint64_t first, float p, long count) {
  const float scale = 1.0f / (1.0f - p);
  for (long done = 0; done < count;) {
    const uint64_t element = first + (uint64_t)done;
    const long offset = (long)(element % GROUP), length = shinso_min(GROUP - offset, count - done);
    uint32_t words[GROUP];
    make_group(words, stream, element / GROUP);
    const uint32_t *used = words + offset;
    SHINSO_INDEPENDENT
    for (long i = 0; i < length; i++) {
      const float kept = x[done + i] * scale;
      y[done + i] = unit(used[i]) >= p ? kept : 0;
    }
    done += length;
  }
}
