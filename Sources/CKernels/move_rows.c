#include "move.h"
#include "multiversion.h"

SHINSO_KERNEL
void shinso_fill(void *y, const void *value, long element_size, long count) {
#define FILL(TYPE)                                               \
  {                                                              \
    TYPE element;                                                \
    memcpy(&element, value, sizeof element);                     \
    for (long i = 0; i < count; i++) ((TYPE *)y)[i] = element;   \
    break;                                                       \
  }
  switch (element_size) {
    case 1: FILL(uint8_t)
    case 2: FILL(uint16_t)
    case 4: FILL(uint32_t)
    case 8: FILL(uint64_t)
  }
#undef FILL
}

long shinso_gather_rows(
    void *y, const void *x, const int64_t *indices, long count, long rows, long row_bytes) {
  for (long i = 0; i < count; i++) {
    const int64_t row = indices[i];
    if (row < 0 || row >= rows) return i;
    memcpy(
        (char *)y + i * row_bytes, (const char *)x + (long)row * row_bytes, (size_t)row_bytes);
  }
  return -1;
}

SHINSO_KERNEL
long shinso_scatter_add_rows(
    float *y, const float *x, const int64_t *indices, long count, long rows, long columns,
    long first_column, long last_column) {
  for (long i = 0; i < count; i++) {
    const int64_t row = indices[i];
    if (row < 0 || row >= rows) return i;
    float *to = y + (long)row * columns;
    const float *from = x + i * columns;
    SHINSO_INDEPENDENT
    for (long c = first_column; c < last_column; c++) to[c] += from[c];
  }
  return -1;
}

void shinso_one_hot(float *y, const int64_t *labels, long count, long classes) {
  memset(y, 0, (size_t)(count * classes) * sizeof *y);
  for (long i = 0; i < count; i++)
    if (labels[i] >= 0 && labels[i] < classes) y[i * classes + (long)labels[i]] = 1.0f;
}

// Columns that are summed side by side: their sums stay in the first-level cache.
#define STRIP 512

SHINSO_KERNEL
void shinso_cumulative_sum(float *y, const float *x, long outer, long length, long inner) {
  for (long o = 0; o < outer; o++, y += length * inner, x += length * inner)
    for (long begin = 0; begin < inner; begin += STRIP) {
      const long width = shinso_min(STRIP, inner - begin);
      double sums[STRIP];
      for (long i = 0; i < width; i++) sums[i] = 0;
      for (long r = 0; r < length; r++) {
        const long row = r * inner + begin;
        SHINSO_INDEPENDENT
        for (long i = 0; i < width; i++) {
          sums[i] += (double)x[row + i];
          y[row + i] = (float)sums[i];
        }
      }
    }
}
