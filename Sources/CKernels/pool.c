#include "pool.h"

#include "window_geometry.h"

#define LARGEST_BYTE_WINDOW 255

int shinso_max_pool_index_size(const shinso_window *window) {
  return window->kernel_height * window->kernel_width <= LARGEST_BYTE_WINDOW ? 1 : 4;
}

/// Where a window starts, and its row of the plane.
typedef struct {
  const float *x;
  float *y;
  void *index;
  shinso_span rows, columns;
  long row_stride, lanes, kernel_width, output;
  int index_size;
} Window;

/// The maximum of one window for the lanes of one vector. `full` is the size of a square kernel
/// that is completely inside the image, or 0 to use the spans.
#define MAX_WINDOW(COUNT, VECTOR)                                                            \
  typedef int32_t Integers_##COUNT __attribute__((ext_vector_type(COUNT), aligned(4)));      \
  typedef uint8_t Bytes_##COUNT __attribute__((ext_vector_type(COUNT), aligned(1)));         \
                                                                                             \
  SHINSO_INLINE void max_window_##COUNT(const Window *w, int full, int wants_index, long l) { \
    const long row_begin = full ? 0 : w->rows.begin, row_end = full ? full : w->rows.end;    \
    const long begin = full ? 0 : w->columns.begin, end = full ? full : w->columns.end;      \
    const float *origin =                                                                    \
        w->x + w->rows.origin * w->row_stride + w->columns.origin * w->lanes + l;            \
    VECTOR greatest = -__builtin_inff();                                                     \
    Integers_##COUNT where = (int32_t)(row_begin * w->kernel_width + begin);                 \
    for (long kh = row_begin; kh < row_end; kh++)                                            \
      for (long kw = begin; kw < end; kw++) {                                                \
        const VECTOR v = *(const VECTOR *)(origin + kh * w->row_stride + kw * w->lanes);     \
        const Integers_##COUNT wins = (v > greatest) | (v != v);                             \
        greatest = wins ? v : greatest;                                                      \
        if (wants_index)                                                                     \
          where = wins ? (Integers_##COUNT)(int32_t)(kh * w->kernel_width + kw) : where;     \
      }                                                                                      \
    const long output = w->output + l;                                                       \
    *(VECTOR *)(w->y + output) = greatest;                                                   \
    if (!wants_index) return;                                                                \
    if (w->index_size == 1)                                                                  \
      *(Bytes_##COUNT *)((uint8_t *)w->index + output) =                                     \
          __builtin_convertvector(where, Bytes_##COUNT);                                     \
    else                                                                                     \
      *(Integers_##COUNT *)((int32_t *)w->index + output) = where;                           \
  }                                                                                          \
                                                                                             \
  /** Adds dy to that position of one window which `index` names; with `alone`, no other window  \
      has a part in these positions and they are written. */                                 \
  SHINSO_INLINE void scatter_##COUNT(                                                        \
      float *dx, const float *dy, const Window *w, int full, int alone, long l) {            \
    const long row_begin = full ? 0 : w->rows.begin, row_end = full ? full : w->rows.end;    \
    const long begin = full ? 0 : w->columns.begin, end = full ? full : w->columns.end;      \
    const long output = w->output + l;                                                       \
    float *origin = dx + w->rows.origin * w->row_stride + w->columns.origin * w->lanes + l;  \
    const VECTOR g = *(const VECTOR *)(dy + output);                                         \
    const Integers_##COUNT where = __builtin_convertvector(                                  \
        *(const Bytes_##COUNT *)((const uint8_t *)w->index + output), Integers_##COUNT);     \
    for (long kh = row_begin; kh < row_end; kh++)                                            \
      for (long kw = begin; kw < end; kw++) {                                                \
        VECTOR *d = (VECTOR *)(origin + kh * w->row_stride + kw * w->lanes);                 \
        const VECTOR slope =                                                                 \
            where == (Integers_##COUNT)(int32_t)(kh * w->kernel_width + kw) ? g : (VECTOR)0; \
        *d = alone ? slope : *d + slope;                                                     \
      }                                                                                      \
  }

MAX_WINDOW(16, shinso_f32x16)
MAX_WINDOW(8, shinso_f32x8)
MAX_WINDOW(4, shinso_f32x4)
MAX_WINDOW(1, shinso_f32x1)

#undef MAX_WINDOW

/// Loops over a row of windows. For windows inside the image the kernel size is a constant if it is
/// a common one; the others use their spans. OPERATE(F, L) handles one window of the square kernel
/// F (0: use the spans).
#define FOR_WINDOWS_OF_ROW(w, window, oh, lanes, OPERATE)                                    \
  {                                                                                          \
    const long width = window->out_width, kernel = window->kernel_width;                     \
    const int square = kernel == window->kernel_height;                                      \
    long first = width, last = width;                                                        \
    w.rows = shinso_rows_of(window, oh);                                                     \
    if (square && w.rows.end - w.rows.begin == kernel && (kernel == 2 || kernel == 3))       \
      shinso_outputs_inside(window, 0, kernel, &first, &last);                               \
    w.output = oh * width * lanes;                                                           \
    for (long ow = 0; ow < width; ow++, w.output += lanes) {                                 \
      if (ow >= first && ow < last) {                                                        \
        w.columns.origin = ow * window->stride_width - window->pad_left;                     \
        if (kernel == 2)                                                                     \
          OPERATE(2)                                                                         \
        else                                                                                 \
          OPERATE(3)                                                                         \
      } else {                                                                               \
        w.columns = shinso_columns_of(window, ow);                                           \
        OPERATE(0)                                                                           \
      }                                                                                      \
    }                                                                                        \
  }

SHINSO_INLINE void max_pool_lanes(
    float *y, void *index, int wants_index, const float *x, const shinso_window *window,
    long lanes, long first_row, long last_row) {
  Window w = {
      .x = x, .y = y, .index = index, .row_stride = window->width * lanes, .lanes = lanes,
      .kernel_width = window->kernel_width, .index_size = shinso_max_pool_index_size(window)};
#define OPERATE(FULL) SHINSO_FOR_LANES_OF(max_window, lanes, &w, FULL, wants_index)
  for (long oh = first_row; oh < last_row; oh++)
    FOR_WINDOWS_OF_ROW(w, window, oh, lanes, OPERATE)
#undef OPERATE
}

/// Updates the outputs first..<last of a row without lanes with one position of the kernel.
SHINSO_INLINE void max_position(
    float *y, uint8_t *bytes, int32_t *integers, const float *x, long stride, int32_t position,
    long first, long last) {
  SHINSO_INDEPENDENT
  for (long ow = first; ow < last; ow++) {
    const float v = x[ow * stride], greatest = y[ow];
    const int wins = v > greatest || v != v;
    y[ow] = wins ? v : greatest;
    if (bytes) bytes[ow] = wins ? (uint8_t)position : bytes[ow];
    if (integers) integers[ow] = wins ? position : integers[ow];
  }
}

SHINSO_INLINE void max_pool_plain(
    float *y, uint8_t *bytes, int32_t *integers, const float *x, const shinso_window *window,
    long first_row, long last_row) {
  const long width = window->out_width, stride = window->stride_width;
  for (long oh = first_row; oh < last_row; oh++) {
    const shinso_span rows = shinso_rows_of(window, oh);
    float *row = y + oh * width;
    uint8_t *row_bytes = bytes ? bytes + oh * width : NULL;
    int32_t *row_integers = integers ? integers + oh * width : NULL;
    for (long ow = 0; ow < width; ow++) row[ow] = -__builtin_inff();
    if (bytes) memset(row_bytes, 0, (size_t)width);
    if (integers) memset(row_integers, 0, (size_t)width * sizeof *integers);
    for (long kh = rows.begin; kh < rows.end; kh++)
      for (long kw = 0; kw < window->kernel_width; kw++) {
        const float *source = x + (rows.origin + kh) * window->width + kw - window->pad_left;
        const int32_t position = (int32_t)(kh * window->kernel_width + kw);
        long first, last;
        shinso_outputs_inside(window, kw, 1, &first, &last);
        if (stride == 2)
          max_position(row, row_bytes, row_integers, source, 2, position, first, last);
        else
          max_position(row, row_bytes, row_integers, source, stride, position, first, last);
      }
  }
}

SHINSO_KERNEL
void shinso_max_pool_forward(
    float *y, void *index, const float *x, const shinso_window *window, long lanes, long first_row,
    long last_row) {
  const int byte = shinso_max_pool_index_size(window) == 1;
  if (lanes > 1) {
    if (index)
      max_pool_lanes(y, index, 1, x, window, lanes, first_row, last_row);
    else
      max_pool_lanes(y, NULL, 0, x, window, lanes, first_row, last_row);
  } else if (!index) {
    max_pool_plain(y, NULL, NULL, x, window, first_row, last_row);
  } else if (byte) {
    max_pool_plain(y, index, NULL, x, window, first_row, last_row);
  } else {
    max_pool_plain(y, NULL, index, x, window, first_row, last_row);
  }
}

SHINSO_INLINE long index_at(const void *index, int size, long i) {
  return size == 1 ? ((const uint8_t *)index)[i] : ((const int32_t *)index)[i];
}

/// Window by window and element by element, for few lanes and large windows.
SHINSO_INLINE void scatter_elements(
    float *dx, const float *dy, const void *index, const shinso_window *window, long lanes) {
  const int size = shinso_max_pool_index_size(window);
  const long row_stride = window->width * lanes, kernel_width = window->kernel_width;
  const long area = window->kernel_height * kernel_width;
  // The offset of each position: dividing each time would take longer than everything else.
  long offsets[LARGEST_BYTE_WINDOW];
  for (long i = 0; size == 1 && i < area; i++)
    offsets[i] = i / kernel_width * row_stride + i % kernel_width * lanes;
  long output = 0;
  for (long oh = 0; oh < window->out_height; oh++) {
    const shinso_span rows = shinso_rows_of(window, oh);
    for (long ow = 0; ow < window->out_width; ow++) {
      const shinso_span columns = shinso_columns_of(window, ow);
      const long inside = (rows.end - rows.begin) * (columns.end - columns.begin);
      float *origin = dx + rows.origin * row_stride + columns.origin * lanes;
      for (long l = 0; l < lanes; l++, output++) {
        const long position = index_at(index, size, output);
        if (inside == area && size == 1) {
          origin[offsets[position] + l] += dy[output];
        } else if (inside > 0) {
          // Without lanes, a window that contains only -inf gives position 0, which may be in the
          // padding.
          const long kh = shinso_max(position / kernel_width, rows.begin);
          const long kw = shinso_max(position % kernel_width, columns.begin);
          origin[kh * row_stride + kw * lanes + l] += dy[output];
        }
      }
    }
  }
}

/// Whether every element of the image belongs to exactly one window.
SHINSO_INLINE int is_partition(const shinso_window *w) {
  return w->stride_height == w->kernel_height && w->stride_width == w->kernel_width &&
         w->pad_top == 0 && w->pad_left == 0 && w->out_height * w->kernel_height == w->height &&
         w->out_width * w->kernel_width == w->width;
}

SHINSO_INLINE void scatter_lanes(
    float *dx, const float *dy, const void *index, const shinso_window *window, long lanes,
    int alone) {
  Window w = {
      .index = (void *)index, .row_stride = window->width * lanes, .lanes = lanes,
      .kernel_width = window->kernel_width, .index_size = 1};
#define OPERATE(FULL) SHINSO_FOR_LANES_OF(scatter, lanes, dx, dy, &w, FULL, alone)
  for (long oh = 0; oh < window->out_height; oh++)
    FOR_WINDOWS_OF_ROW(w, window, oh, lanes, OPERATE)
#undef OPERATE
}

SHINSO_KERNEL
void shinso_max_pool_backward(
    float *dx, const float *dy, const void *index, const shinso_window *window, long lanes) {
  const int by_element = lanes < 4 || window->kernel_height * window->kernel_width > 16;
  if (!by_element && is_partition(window)) {
    scatter_lanes(dx, dy, index, window, lanes, 1);
    return;
  }
  memset(dx, 0, (size_t)(window->height * window->width * lanes) * sizeof *dx);
  if (by_element)
    scatter_elements(dx, dy, index, window, lanes);
  else
    scatter_lanes(dx, dy, index, window, lanes, 0);
}
