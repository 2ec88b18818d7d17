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
