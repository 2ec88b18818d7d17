#include "along.h"

#include "multiversion.h"

SHINSO_INLINE void map_row(
    float *y, const float *x, const shinso_axis_map *map, long row, long inner) {
  SHINSO_FUSE
  const long start = (long)map->starts[row], end = (long)map->starts[row + 1];
  if (inner == 1) {
    float sum = 0;
    for (long k = start; k < end; k++) sum += map->weights[k] * x[map->columns[k]];
    *y = sum;
    return;
  }
  if (start == end) {
    memset(y, 0, (size_t)inner * sizeof *y);
    return;
  }
  for (long k = start; k < end; k++) {
    const float weight = map->weights[k];
    const float *from = x + map->columns[k] * inner;
    if (k == start) {
      SHINSO_INDEPENDENT
      for (long i = 0; i < inner; i++) y[i] = weight * from[i];
    } else {
      SHINSO_INDEPENDENT
      for (long i = 0; i < inner; i++) y[i] += weight * from[i];
    }
  }
}

SHINSO_KERNEL
void shinso_map_axis(
    float *y, const float *x, const shinso_axis_map *map, long inner, long first, long last) {
  for (long r = first; r < last; r++)
    map_row(y + r * inner, x + r / map->count * map->size * inner, map, r % map->count, inner);
}

// Columns that are summed together, so that their sums stay in the first-level cache.
#define STRIP 512

SHINSO_KERNEL
void shinso_cumulative_sum(
    float *y, const float *x, long outer, long length, long inner, int exclusive, int reversed) {
  for (long o = 0; o < outer; o++, y += length * inner, x += length * inner)
    for (long begin = 0; begin < inner; begin += STRIP) {
      const long width = shinso_min(STRIP, inner - begin);
      double sums[STRIP];
      for (long i = 0; i < width; i++) sums[i] = 0;
      for (long r = 0; r < length; r++) {
        const long row = (reversed ? length - 1 - r : r) * inner + begin;
        SHINSO_INDEPENDENT
        for (long i = 0; i < width; i++) {
          const double before = sums[i];
          sums[i] += (double)x[row + i];
          y[row + i] = (float)(exclusive ? before : sums[i]);
        }
      }
    }
}

void shinso_gather_elements(
    void *y, const void *x, const int64_t *index, long outer, long length, long count, long inner,
    long element_size) {
#define GATHER(TYPE)                                                                   \
  for (long o = 0; o < outer; o++)                                                     \
    for (long k = 0; k < count; k++)                                                   \
      for (long i = 0; i < inner; i++) {                                               \
        const long at = (o * count + k) * inner + i;                                   \
        ((TYPE *)y)[at] = ((const TYPE *)x)[(o * length + (long)index[at]) * inner + i]; \
      }                                                                                \
  break;
  switch (element_size) {
    case 1: GATHER(uint8_t)
    case 2: GATHER(uint16_t)
    case 4: GATHER(uint32_t)
    case 8: GATHER(uint64_t)
  }
#undef GATHER
}

void shinso_scatter_add_elements(
    float *y, const float *x, const int64_t *index, long outer, long length, long count,
    long inner) {
  for (long o = 0; o < outer; o++)
    for (long k = 0; k < count; k++)
      for (long i = 0; i < inner; i++) {
        const long at = (o * count + k) * inner + i;
        y[(o * length + (long)index[at]) * inner + i] += x[at];
      }
}

/// Whether column a comes before column b in the sorted row.
SHINSO_INLINE int precedes(const float *x, int64_t a, int64_t b, int largest) {
  const float left = x[a], right = x[b];
  const int left_nan = left != left, right_nan = right != right;
  if (left_nan || right_nan)
    return left_nan && right_nan ? a < b : largest ? left_nan : right_nan;
  if (left != right) return largest ? left > right : left < right;
  return a < b;
}

/// Moves the entry at `root` down in a heap of columns; the column that comes last is at the root.
SHINSO_INLINE void sift_down(
    int64_t *heap, long root, long count, const float *x, int largest) {
  for (;;) {
    long child = 2 * root + 1;
    if (child >= count) return;
    if (child + 1 < count && precedes(x, heap[child], heap[child + 1], largest)) child++;
    if (!precedes(x, heap[root], heap[child], largest)) return;
    const int64_t entry = heap[root];
    heap[root] = heap[child];
    heap[child] = entry;
    root = child;
  }
}

void shinso_top_k(
    float *values, int64_t *indices, const float *x, long rows, long columns, long count,
    int largest) {
  for (long r = 0; r < rows; r++, x += columns, values += count, indices += count) {
    for (long k = 0; k < count; k++) indices[k] = k;
    for (long k = count / 2; k-- > 0;) sift_down(indices, k, count, x, largest);
    for (long c = count; c < columns; c++)
      if (precedes(x, c, indices[0], largest)) {
        indices[0] = c;
        sift_down(indices, 0, count, x, largest);
      }
    for (long end = count - 1; end > 0; end--) {
      const int64_t last = indices[0];
      indices[0] = indices[end];
      indices[end] = last;
      sift_down(indices, 0, end, x, largest);
    }
    for (long k = 0; k < count; k++) values[k] = x[indices[k]];
  }
}
