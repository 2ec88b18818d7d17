#include "locally_connected.h"

#include "multiversion.h"

enum { VECTOR = 16, BLOCK = 4 };

SHINSO_INLINE long window_size(const shinso_local_shape *s) {
  return s->channels * s->kernel_height * s->kernel_width;
}

SHINSO_INLINE long picture_size(const shinso_local_shape *s) {
  return s->channels * s->height * s->width;
}

/// Where the first number of a picture's map lies at a place.
SHINSO_INLINE long output_at(const shinso_local_shape *s, long picture, long place) {
  return picture * s->filters * s->rows * s->columns + place;
}

/// `BODY` for each row of the window at `place`: `k` is where the row starts in the window, `row` where
/// it would start in the picture, `from..<to` are its pixels inside of the picture, none if the whole row
/// is outside.
#define FOR_WINDOW_ROWS(S, PLACE, BODY)                                                      \
  const long top = (PLACE) / (S)->columns * (S)->stride_height - (S)->top;                   \
  const long left = (PLACE) % (S)->columns * (S)->stride_width - (S)->left;                  \
  const long step = (S)->dilation_width;                                                     \
  const long before = left < 0 ? shinso_min((-left + step - 1) / step, (S)->kernel_width) : 0; \
  const long inside = (S)->width > left ? ((S)->width - left + step - 1) / step : 0;         \
  long k = 0;                                                                                \
  for (long c = 0; c < (S)->channels; c++) {                                                 \
    for (long v = 0; v < (S)->kernel_height; v++, k += (S)->kernel_width) {                  \
      const long y = top + v * (S)->dilation_height;                                         \
      const int exists = y >= 0 && y < (S)->height;                                          \
      const long from = exists ? before : 0;                                                 \
      const long to = exists ? shinso_max(shinso_min(inside, (S)->kernel_width), from) : 0;  \
      const long row = (c * (S)->height + y) * (S)->width + left;                            \
      BODY                                                                                   \
    }                                                                                        \
  }

/// The windows of `count` pictures from `picture` on, at a place.
SHINSO_INLINE void gather(
    float *windows, const float *x, const shinso_local_shape *s, long place, long picture,
    long count) {
  for (long n = 0; n < count; n++) {
    const float *source = x + (picture + n) * picture_size(s);
    float *window = windows + n * window_size(s);
    FOR_WINDOW_ROWS(s, place, {
      for (long u = 0; u < from; u++) window[k + u] = 0;
      for (long u = from; u < to; u++) window[k + u] = source[row + u * step];
      for (long u = to; u < s->kernel_width; u++) window[k + u] = 0;
    })
  }
}

SHINSO_INLINE void scatter(
    float *x, const float *windows, const shinso_local_shape *s, long place, long picture,
    long count) {
  for (long n = 0; n < count; n++) {
    float *target = x + (picture + n) * picture_size(s);
    const float *window = windows + n * window_size(s);
    FOR_WINDOW_ROWS(s, place, {
      for (long u = from; u < to; u++) target[row + u * step] += window[k + u];
    })
  }
}

/// sums[i][j] = the product of row i of a and row j of b.
SHINSO_INLINE void row_products(
    float sums[BLOCK][BLOCK], const float *a, const float *b, long size, const long rows,
    const long columns) {
  SHINSO_REORDER
  shinso_f32x16 all[BLOCK][BLOCK];
  for (long i = 0; i < rows; i++)
    for (long j = 0; j < columns; j++) all[i][j] = (shinso_f32x16)(0.0f);
  long k = 0;
  for (; k + VECTOR <= size; k += VECTOR) {
    for (long i = 0; i < rows; i++) {
      const shinso_f32x16 left = *(const shinso_f32x16 *)(a + i * size + k);
      for (long j = 0; j < columns; j++)
        all[i][j] += left * *(const shinso_f32x16 *)(b + j * size + k);
    }
  }
  for (long i = 0; i < rows; i++) {
    for (long j = 0; j < columns; j++) {
      float sum = 0;
      for (long l = 0; l < VECTOR; l++) sum += all[i][j][l];
      for (long rest = k; rest < size; rest++) sum += a[i * size + rest] * b[j * size + rest];
      sums[i][j] = sum;
    }
  }
}

SHINSO_KERNEL
void shinso_local_forward(
    float *y, const float *x, const float *weight, const shinso_local_shape *s, float *room,
    long pictures, long first, long last) {
  const long size = window_size(s), plane = s->rows * s->columns;
  for (long place = first; place < last; place++) {
    const float *filters = weight + place * s->filters * size;
    for (long picture = 0; picture < pictures; picture += SHINSO_LOCAL_PICTURES) {
      const long count = shinso_min(SHINSO_LOCAL_PICTURES, pictures - picture);
      gather(room, x, s, place, picture, count);
      for (long n = 0; n < count; n += BLOCK) {
        const long rows = shinso_min(BLOCK, count - n);
        for (long o = 0; o < s->filters; o += BLOCK) {
          const long columns = shinso_min(BLOCK, s->filters - o);
          float sums[BLOCK][BLOCK];
          if (rows == BLOCK && columns == BLOCK) {
            row_products(sums, room + n * size, filters + o * size, size, BLOCK, BLOCK);
          } else {
            row_products(sums, room + n * size, filters + o * size, size, rows, columns);
          }
          for (long i = 0; i < rows; i++)
            for (long j = 0; j < columns; j++)
              y[output_at(s, picture + n + i, place) + (o + j) * plane] = sums[i][j];
        }
      }
    }
  }
}

/// Rows of `result` become sums of the rows of `b`: row i of `result` takes row j times
/// `a[i * a_row + j * a_column]`, on top of what it holds if `adds`.
SHINSO_INLINE void combine_rows(
    float *result, const float *a, long a_row, long a_column, const float *b, long size, long terms,
    const long rows, int adds) {
  SHINSO_FUSE
  long k = 0;
  for (; k + VECTOR <= size; k += VECTOR) {
    shinso_f32x16 sums[BLOCK];
    for (long i = 0; i < rows; i++)
      sums[i] = adds ? *(const shinso_f32x16 *)(result + i * size + k) : (shinso_f32x16)(0.0f);
    for (long j = 0; j < terms; j++) {
      const shinso_f32x16 row = *(const shinso_f32x16 *)(b + j * size + k);
      for (long i = 0; i < rows; i++) sums[i] += a[i * a_row + j * a_column] * row;
    }
    for (long i = 0; i < rows; i++) *(shinso_f32x16 *)(result + i * size + k) = sums[i];
  }
  for (; k < size; k++) {
    for (long i = 0; i < rows; i++) {
      float sum = adds ? result[i * size + k] : 0;
      for (long j = 0; j < terms; j++) sum += a[i * a_row + j * a_column] * b[j * size + k];
      result[i * size + k] = sum;
    }
  }
}

/// The same for any number of rows.
SHINSO_INLINE void combine(
    float *result, const float *a, long a_row, long a_column, const float *b, long size, long terms,
    long rows, int adds) {
  long i = 0;
  for (; i + BLOCK <= rows; i += BLOCK)
    combine_rows(
        result + i * size, a + i * a_row, a_row, a_column, b, size, terms, BLOCK, adds);
  for (; i < rows; i++)
    combine_rows(result + i * size, a + i * a_row, a_row, a_column, b, size, terms, 1, adds);
}

SHINSO_KERNEL
void shinso_local_transpose(
    float *x, const float *y, const float *weight, const shinso_local_shape *s, float *room,
    long first, long last) {
  const long size = window_size(s), plane = s->rows * s->columns;
  memset(
      x + first * picture_size(s), 0, (size_t)((last - first) * picture_size(s)) * sizeof(float));
  for (long picture = first; picture < last; picture += SHINSO_LOCAL_PICTURES) {
    const long count = shinso_min(SHINSO_LOCAL_PICTURES, last - picture);
    for (long place = 0; place < plane; place++) {
      combine(
          room, y + output_at(s, picture, place), s->filters * plane, plane,
          weight + place * s->filters * size, size, s->filters, count, 0);
      scatter(x, room, s, place, picture, count);
    }
  }
}

SHINSO_KERNEL
void shinso_local_weight(
    float *gradient, const float *dy, const float *x, const shinso_local_shape *s, float *room,
    long pictures, long first, long last) {
  const long size = window_size(s), plane = s->rows * s->columns;
  for (long place = first; place < last; place++) {
    for (long picture = 0; picture < pictures; picture += SHINSO_LOCAL_PICTURES) {
      const long count = shinso_min(SHINSO_LOCAL_PICTURES, pictures - picture);
      gather(room, x, s, place, picture, count);
      combine(
          gradient + place * s->filters * size, dy + output_at(s, picture, place), plane,
          s->filters * plane, room, size, count, s->filters, picture > 0);
    }
  }
}
