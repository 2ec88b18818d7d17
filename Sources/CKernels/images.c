#include "include/images.h"

#include <string.h>

typedef struct shinso_resize_weights Weights;

static const int32_t half = 1 << (SHINSO_RESIZE_BITS - 1);

static inline uint8_t rounded(int32_t sum) {
  sum >>= SHINSO_RESIZE_BITS;
  return (uint8_t)(sum < 0 ? 0 : sum > 255 ? 255 : sum);
}

// MARK: - Portable

static void along_x_portable(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                             int rows, int channels, Weights w) {
  for (int y = 0; y < rows; y++) {
    const uint8_t *row = source + y * source_stride;
    for (int x = 0; x < w.length; x++) {
      const int32_t *k = w.weights + (ptrdiff_t)x * w.taps;
      const uint8_t *from = row + (ptrdiff_t)w.starts[x] * channels;
      for (int c = 0; c < channels; c++) {
        int32_t sum = half;
        for (int t = 0; t < w.counts[x]; t++) sum += from[(ptrdiff_t)t * channels + c] * k[t];
        *target++ = rounded(sum);
      }
    }
  }
}

/// Columns `first..<row_bytes` of one output row.
static void row_along_y_portable(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                                 size_t first, size_t row_bytes, const int32_t *k, int count) {
  enum { block = 64 };
  int32_t sums[block];
  for (size_t x = first; x < row_bytes; x += block) {
    size_t width = row_bytes - x < block ? row_bytes - x : block;
    for (size_t i = 0; i < width; i++) sums[i] = half;
    for (int t = 0; t < count; t++) {
      const uint8_t *from = source + t * source_stride + x;
      for (size_t i = 0; i < width; i++) sums[i] += from[i] * k[t];
    }
    for (size_t i = 0; i < width; i++) target[x + i] = rounded(sums[i]);
  }
}

static void along_y_portable(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                             size_t row_bytes, Weights w) {
  for (int y = 0; y < w.length; y++) {
    row_along_y_portable(source + w.starts[y] * source_stride, source_stride,
                         target + (size_t)y * row_bytes, 0, row_bytes,
                         w.weights + (ptrdiff_t)y * w.taps, w.counts[y]);
  }
}

// MARK: - AVX2

#if defined(__x86_64__)
#include <immintrin.h>

// A weight has up to 24 bits, but `vpmaddwd` multiplies 16-bit numbers. The weight is therefore
// split into its lower 15 bits (never negative) and the rest; both are summed over all taps and
// combined at the end. The sums wrap modulo 2^32 but the final result does not, so it is exact.
enum { low_bits = 15 };

/// The four channels of one result pixel (RGB and a zero), 32 bits each.
__attribute__((target("avx2"))) static inline __m128i finished_pixel(__m256i low, __m256i high) {
  __m256i sum = _mm256_add_epi32(low, _mm256_slli_epi32(high, low_bits));
  __m128i both = _mm_add_epi32(_mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));
  return _mm_srai_epi32(_mm_add_epi32(both, _mm_set1_epi32(half)), SHINSO_RESIZE_BITS);
}

/// Sixteen bytes from `from`; bytes at `end` and beyond are zero.
static inline __m128i load_within(const uint8_t *from, const uint8_t *end) {
  if (end - from >= 16) return _mm_loadu_si128((const __m128i *)from);
  uint8_t bytes[16] = {0};
  if (end > from) memcpy(bytes, from, (size_t)(end - from));
  return _mm_loadu_si128((const __m128i *)bytes);
}

/// Processes four rows of RGB at once, so that each weight is prepared once for four pixels. Row
/// `i` starts at `rows[i]`; rows may be repeated. `end` is null if 16 bytes can be read from every
/// pixel on.
__attribute__((target("avx2"), always_inline)) static inline void four_rgb_rows_along_x_avx2(
    const uint8_t *const rows[4], const uint8_t *end, uint8_t *const targets[4], Weights w) {
  // Pixels 0 and 1 in the lower lane, 2 and 3 in the upper lane: R0 R1 G0 G1 B0 B1, 16 bits each.
  const __m256i pair_pixels =
      _mm256_setr_epi8(0, -1, 3, -1, 1, -1, 4, -1, 2, -1, 5, -1, -1, -1, -1, -1,  //
                       6, -1, 9, -1, 7, -1, 10, -1, 8, -1, 11, -1, -1, -1, -1, -1);
  // From weights packed as 0, 1, 2, 3 (low parts), then 0, 1, 2, 3 (high parts).
  const __m256i pair_low = _mm256_setr_epi32(0x03020100, 0x03020100, 0x03020100, -1,  //
                                             0x07060504, 0x07060504, 0x07060504, -1);
  const __m256i pair_high = _mm256_setr_epi32(0x0b0a0908, 0x0b0a0908, 0x0b0a0908, -1,  //
                                              0x0f0e0d0c, 0x0f0e0d0c, 0x0f0e0d0c, -1);
  const __m128i low_mask = _mm_set1_epi32((1 << low_bits) - 1);
  for (int x = 0; x < w.length; x++) {
    const int32_t *k = w.weights + (ptrdiff_t)x * w.taps;
    ptrdiff_t offset = (ptrdiff_t)w.starts[x] * 3;
    __m256i low[4], high[4];
    for (int r = 0; r < 4; r++) low[r] = high[r] = _mm256_setzero_si256();
    for (int t = 0; t < w.counts[x]; t += 4, offset += 12) {
      __m128i four = _mm_loadu_si128((const __m128i *)(k + t));
      __m256i packed = _mm256_broadcastsi128_si256(
          _mm_packs_epi32(_mm_and_si128(four, low_mask), _mm_srai_epi32(four, low_bits)));
      __m256i k_low = _mm256_shuffle_epi8(packed, pair_low);
      __m256i k_high = _mm256_shuffle_epi8(packed, pair_high);
      for (int r = 0; r < 4; r++) {
        const uint8_t *from = rows[r] + offset;
        __m128i bytes = end ? load_within(from, end) : _mm_loadu_si128((const __m128i *)from);
        __m256i pixels = _mm256_shuffle_epi8(_mm256_broadcastsi128_si256(bytes), pair_pixels);
        low[r] = _mm256_add_epi32(low[r], _mm256_madd_epi16(pixels, k_low));
        high[r] = _mm256_add_epi32(high[r], _mm256_madd_epi16(pixels, k_high));
      }
    }
    __m128i packed = _mm_packus_epi16(
        _mm_packs_epi32(finished_pixel(low[0], high[0]), finished_pixel(low[1], high[1])),
        _mm_packs_epi32(finished_pixel(low[2], high[2]), finished_pixel(low[3], high[3])));
    uint32_t pixels[4];
    _mm_storeu_si128((__m128i *)pixels, packed);
    for (int r = 0; r < 4; r++) memcpy(targets[r] + (ptrdiff_t)x * 3, &pixels[r], 3);
  }
}

__attribute__((target("avx2"))) static void rgb_along_x_avx2(const uint8_t *source,
                                                             const uint8_t *end,
                                                             ptrdiff_t source_stride,
                                                             uint8_t *target, int rows,
                                                             Weights w) {
  ptrdiff_t target_stride = (ptrdiff_t)w.length * 3;
  for (int y = 0; y < rows; y += 4) {
    const uint8_t *from[4];
    uint8_t *to[4];
    for (int r = 0; r < 4; r++) {
      int row = y + r < rows ? y + r : rows - 1;  // the last row may be computed more than once
      from[r] = source + row * source_stride;
      to[r] = target + row * target_stride;
    }
    // Up to 13 bytes past a row are read; they belong to the next row, unless it is the last one.
    if (end - from[3] >= source_stride + 16) {
      four_rgb_rows_along_x_avx2(from, NULL, to, w);
    } else {
      four_rgb_rows_along_x_avx2(from, end, to, w);
    }
  }
}

/// Computes 32 adjacent columns of one output row.
__attribute__((target("avx2"))) static inline void columns_along_y_avx2(
    const uint8_t *source, ptrdiff_t source_stride, uint8_t *target, const int32_t *k, int count) {
  const __m256i zero = _mm256_setzero_si256();
  __m256i low[4], high[4];
  for (int i = 0; i < 4; i++) low[i] = high[i] = zero;
  for (int t = 0; t < count; t += 2) {
    const uint8_t *first = source + t * source_stride;
    const uint8_t *second = t + 1 < count ? first + source_stride : first;  // its weight is zero
    int32_t mask = (1 << low_bits) - 1;
    __m256i k_low = _mm256_set1_epi32((k[t] & mask) | (k[t + 1] & mask) << 16);
    __m256i k_high = _mm256_set1_epi32(((k[t] >> low_bits) & 0xffff) |
                                       (int32_t)((uint32_t)(k[t + 1] >> low_bits) << 16));
    __m256i a = _mm256_loadu_si256((const __m256i *)first);
    __m256i b = _mm256_loadu_si256((const __m256i *)second);
    __m256i lower = _mm256_unpacklo_epi8(a, b), upper = _mm256_unpackhi_epi8(a, b);
    __m256i pairs[4] = {_mm256_unpacklo_epi8(lower, zero), _mm256_unpackhi_epi8(lower, zero),
                        _mm256_unpacklo_epi8(upper, zero), _mm256_unpackhi_epi8(upper, zero)};
    for (int i = 0; i < 4; i++) {
      low[i] = _mm256_add_epi32(low[i], _mm256_madd_epi16(pairs[i], k_low));
      high[i] = _mm256_add_epi32(high[i], _mm256_madd_epi16(pairs[i], k_high));
    }
  }
  for (int i = 0; i < 4; i++) {
    __m256i sum = _mm256_add_epi32(low[i], _mm256_slli_epi32(high[i], low_bits));
    low[i] = _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(half)), SHINSO_RESIZE_BITS);
  }
  __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(low[0], low[1]),
                                      _mm256_packs_epi32(low[2], low[3]));
  _mm256_storeu_si256((__m256i *)target, bytes);
}

__attribute__((target("avx2"))) static void along_y_avx2(const uint8_t *source,
                                                         ptrdiff_t source_stride, uint8_t *target,
                                                         size_t row_bytes, Weights w) {
  for (int y = 0; y < w.length; y++, target += row_bytes) {
    const uint8_t *from = source + w.starts[y] * source_stride;
    const int32_t *k = w.weights + (ptrdiff_t)y * w.taps;
    size_t x = 0;
    for (; x + 32 <= row_bytes; x += 32) {
      columns_along_y_avx2(from + x, source_stride, target + x, k, w.counts[y]);
    }
    row_along_y_portable(from, source_stride, target, x, row_bytes, k, w.counts[y]);
  }
}
#endif

// MARK: - Dispatch

void shinso_resize_along_x(
    const uint8_t *source, const uint8_t *source_end, ptrdiff_t source_stride, uint8_t *target,
    int rows, int channels, Weights weights) {
#if defined(__x86_64__)
  if (channels == 3 && __builtin_cpu_supports("avx2")) {
    rgb_along_x_avx2(source, source_end, source_stride, target, rows, weights);
    return;
  }
#endif
  (void)source_end;
  along_x_portable(source, source_stride, target, rows, channels, weights);
}

void shinso_resize_along_y(const uint8_t *source, ptrdiff_t source_stride, uint8_t *target,
                           size_t row_bytes, Weights weights) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) {
    along_y_avx2(source, source_stride, target, row_bytes, weights);
    return;
  }
#endif
  along_y_portable(source, source_stride, target, row_bytes, weights);
}
