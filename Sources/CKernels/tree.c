#include "tree.h"

#include "elementwise_math.h"

// Packed weights, in this order:
//   weight   blocks of 4 outputs [inputs][4], outputs padded with zeros
//   bias     outputs, padded
//   weightᵀ  blocks of 4 inputs [outputs][4], inputs padded
//   tensor   one triangle an output: xᵀ T x depends only on T + Tᵀ, so that the products below the
//            diagonal are enough. A triangle has blocks of 4 rows i [columns j <= the last i][4].
// All parts are multiples of 16 floats long.

enum { LANES = 16 };
typedef shinso_f32x16 lanes;

static long padded(long count, long multiple) {
  return (count + multiple - 1) / multiple * multiple;
}

static long weight_size(shinso_composition sizes) {
  return padded(padded(sizes.outputs, 4) * sizes.inputs, 16);
}

static long bias_size(shinso_composition sizes) { return padded(sizes.outputs, 16); }

static long transposed_size(shinso_composition sizes) {
  return padded(padded(sizes.inputs, 4) * sizes.outputs, 16);
}

/// Of one output: blocks b = 0, 1, … of 4 rows and 4 (b + 1) columns.
static long triangle_size(shinso_composition sizes) {
  const long blocks = padded(sizes.inputs, 4) / 4;
  return 8 * blocks * (blocks + 1);
}

long shinso_composition_packed(shinso_composition sizes) {
  return weight_size(sizes) + bias_size(sizes) + transposed_size(sizes) +
         (sizes.has_tensor ? sizes.outputs * triangle_size(sizes) : 0);
}

long shinso_composition_scratch(shinso_composition sizes) {
  return LANES * 2 * (padded(sizes.inputs, 4) + padded(sizes.outputs, 4));
}

/// a [rows, columns] as blocks of 4 rows.
static void pack_rows(
    float *packed, const float *a, long rows, long columns, long row_step, long column_step) {
  for (long block = 0; block < padded(rows, 4); block += 4) {
    for (long c = 0; c < columns; c++) {
      for (long r = block; r < block + 4; r++) {
        *packed++ = r < rows ? a[r * row_step + c * column_step] : 0;
      }
    }
  }
}

void shinso_composition_pack(
    float *packed, const float *weight, const float *bias, const float *tensor,
    shinso_composition sizes) {
  const long inputs = sizes.inputs, outputs = sizes.outputs;
  pack_rows(packed, weight, outputs, inputs, inputs, 1);
  packed += weight_size(sizes);
  for (long k = 0; k < bias_size(sizes); k++) packed[k] = k < outputs ? bias[k] : 0;
  packed += bias_size(sizes);
  pack_rows(packed, weight, inputs, outputs, 1, inputs);
  packed += transposed_size(sizes);
  if (!sizes.has_tensor) return;
  for (long k = 0; k < outputs; k++) {
    const float *t = tensor + k * inputs * inputs;
    for (long block = 0; block < padded(inputs, 4); block += 4) {
      for (long j = 0; j < block + 4; j++) {
        for (long i = block; i < block + 4; i++) {
          const int is_inside = i < inputs && j <= i;
          *packed++ = !is_inside ? 0
                      : i == j   ? t[i * inputs + i]
                                 : t[i * inputs + j] + t[j * inputs + i];
        }
      }
    }
  }
}

/// Rows [count, size] as lanes [padded size][16], zeros where there is nothing.
SHINSO_INLINE void load_lanes(float *to, const float *rows, long count, long size, long space) {
  for (long i = 0; i < size; i++) {
    for (long n = 0; n < LANES; n++) to[i * LANES + n] = n < count ? rows[n * size + i] : 0;
  }
  for (long i = size * LANES; i < space * LANES; i++) to[i] = 0;
}

SHINSO_INLINE void store_lanes(float *rows, const float *from, long count, long size) {
  for (long n = 0; n < count; n++) {
    for (long i = 0; i < size; i++) rows[n * size + i] = from[i * LANES + n];
  }
}

/// y += a x for blocks of 4 rows; y [padded rows] and x [columns] are lanes.
SHINSO_INLINE void multiply(
    lanes *y, const float *packed, const lanes *x, long rows, long columns) {
  SHINSO_FUSE
  for (long r = 0; r < rows; r += 4) {
    lanes sum0 = y[r], sum1 = y[r + 1], sum2 = y[r + 2], sum3 = y[r + 3];
    for (long c = 0; c < columns; c++, packed += 4) {
      const lanes value = x[c];
      sum0 += packed[0] * value;
      sum1 += packed[1] * value;
      sum2 += packed[2] * value;
      sum3 += packed[3] * value;
    }
    y[r] = sum0;
    y[r + 1] = sum1;
    y[r + 2] = sum2;
    y[r + 3] = sum3;
  }
}

/// y[k] += the sum over i and j <= i of triangle k times x[i] x[j].
SHINSO_INLINE void multiply_pairs(
    lanes *y, const float *packed, const lanes *x, long outputs, long inputs) {
  SHINSO_FUSE
  for (long k = 0; k < outputs; k++) {
    lanes total = y[k];
    for (long i = 0; i < inputs; i += 4) {
      lanes a0 = {0}, a1 = {0}, a2 = {0}, a3 = {0}, b0 = {0}, b1 = {0}, b2 = {0}, b3 = {0};
      for (long j = 0; j < i + 4; j += 2, packed += 8) {
        const lanes left = x[j], right = x[j + 1];
        a0 += packed[0] * left;
        a1 += packed[1] * left;
        a2 += packed[2] * left;
        a3 += packed[3] * left;
        b0 += packed[4] * right;
        b1 += packed[5] * right;
        b2 += packed[6] * right;
        b3 += packed[7] * right;
      }
      total += (a0 + b0) * x[i];
      total += (a1 + b1) * x[i + 1];
      total += (a2 + b2) * x[i + 2];
      total += (a3 + b3) * x[i + 3];
    }
    y[k] = total;
  }
}

/// The part of dx that comes through the triangles.
SHINSO_INLINE void multiply_pairs_backward(
    lanes *dx, const float *packed, long triangle, const lanes *delta, const lanes *x,
    long outputs, long inputs) {
  SHINSO_FUSE
  const float *block = packed;
  for (long i = 0; i < inputs; i += 4) {
    for (long j = 0; j < i + 4; j += 4, block += 16) {
      // The sum over k of delta[k] times 4 x 4 entries of triangle k.
      lanes m[16] = {{0}};
      for (long k = 0; k < outputs; k++) {
        const float *entries = block + k * triangle;
        const lanes slope = delta[k];
        for (long e = 0; e < 16; e++) m[e] += entries[e] * slope;
      }
      for (long c = 0; c < 4; c++) {
        for (long r = 0; r < 4; r++) {
          dx[i + r] += m[4 * c + r] * x[j + c];
          dx[j + c] += m[4 * c + r] * x[i + r];
        }
      }
    }
  }
}

SHINSO_KERNEL
void shinso_compose(
    float *y, float *lengths, const float *x, long count, const float *packed, float *scratch,
    shinso_composition sizes) {
  const long inputs = padded(sizes.inputs, 4), outputs = padded(sizes.outputs, 4);
  float *in = scratch, *out = scratch + LANES * inputs;
  const float *bias = packed + weight_size(sizes);
  const float *triangles = bias + bias_size(sizes) + transposed_size(sizes);
  for (long start = 0; start < count; start += LANES) {
    const long n = shinso_min(LANES, count - start);
    load_lanes(in, x + start * sizes.inputs, n, sizes.inputs, inputs);
    for (long k = 0; k < outputs; k++) {
      for (long lane = 0; lane < LANES; lane++) out[k * LANES + lane] = bias[k];
    }
    multiply((lanes *)out, packed, (const lanes *)in, outputs, sizes.inputs);
    if (sizes.has_tensor) {
      multiply_pairs((lanes *)out, triangles, (const lanes *)in, sizes.outputs, inputs);
    }
    SHINSO_INDEPENDENT
    for (long i = 0; i < sizes.outputs * LANES; i++) out[i] = shinso_tanh(out[i]);
    if (sizes.normalizes) {
      lanes square = {0};
      for (long k = 0; k < sizes.outputs; k++) {
        const lanes value = ((const lanes *)out)[k];
        square += value * value;
      }
      float inverse[LANES];
      for (long lane = 0; lane < LANES; lane++) {
        const float length = __builtin_sqrtf(square[lane]) + 1e-12f;
        if (lane < n) lengths[start + lane] = length;
        inverse[lane] = 1 / length;
      }
      for (long k = 0; k < sizes.outputs; k++) {
        for (long lane = 0; lane < LANES; lane++) out[k * LANES + lane] *= inverse[lane];
      }
    }
    store_lanes(y + start * sizes.outputs, out, n, sizes.outputs);
  }
}

/// The gradient before tanh, lanes in and out: dy becomes it.
SHINSO_INLINE void before_tanh(
    float *dy, const float *y, const float *lengths, long count, shinso_composition sizes) {
  SHINSO_FUSE
  if (!sizes.normalizes) {
    SHINSO_INDEPENDENT
    for (long i = 0; i < sizes.outputs * LANES; i++) dy[i] *= 1 - y[i] * y[i];
    return;
  }
  // y = t / |t|: what would only change the length is taken out.
  float along[LANES] = {0};
  for (long k = 0; k < sizes.outputs; k++) {
    for (long n = 0; n < LANES; n++) along[n] += dy[k * LANES + n] * y[k * LANES + n];
  }
  float length[LANES];
  for (long n = 0; n < LANES; n++) length[n] = n < count ? lengths[n] : 1;
  for (long k = 0; k < sizes.outputs; k++) {
    for (long n = 0; n < LANES; n++) {
      const long i = k * LANES + n;
      const float t = y[i] * length[n];
      dy[i] = (dy[i] - y[i] * along[n]) / length[n] * (1 - t * t);
    }
  }
}

SHINSO_KERNEL
void shinso_compose_backward(
    float *delta, float *dx, const float *dy, const float *y, const float *lengths, const float *x,
    long count, const float *packed, float *scratch, shinso_composition sizes) {
  const long inputs = padded(sizes.inputs, 4), outputs = padded(sizes.outputs, 4);
  float *in = scratch, *to_in = in + LANES * inputs;
  float *slope = to_in + LANES * inputs, *out = slope + LANES * outputs;
  const float *transposed = packed + weight_size(sizes) + bias_size(sizes);
  const float *triangles = transposed + transposed_size(sizes);
  for (long start = 0; start < count; start += LANES) {
    const long n = shinso_min(LANES, count - start);
    load_lanes(slope, dy + start * sizes.outputs, n, sizes.outputs, outputs);
    load_lanes(out, y + start * sizes.outputs, n, sizes.outputs, outputs);
    before_tanh(slope, out, sizes.normalizes ? lengths + start : 0, n, sizes);
    store_lanes(delta + start * sizes.outputs, slope, n, sizes.outputs);
    for (long i = 0; i < inputs * LANES; i++) to_in[i] = 0;
    multiply((lanes *)to_in, transposed, (const lanes *)slope, inputs, sizes.outputs);
    if (sizes.has_tensor) {
      load_lanes(in, x + start * sizes.inputs, n, sizes.inputs, inputs);
      multiply_pairs_backward(
          (lanes *)to_in, triangles, triangle_size(sizes), (const lanes *)slope,
          (const lanes *)in, sizes.outputs, inputs);
    }
    store_lanes(dx + start * sizes.inputs, to_in, n, sizes.inputs);
  }
}

SHINSO_KERNEL
void shinso_compose_weights(
    float *dweight, float *dbias, const float *delta, const float *x, long count, long first,
    long last, shinso_composition sizes) {
  SHINSO_FUSE
  const long inputs = sizes.inputs;
  for (long k = first; k < last; k++) {
    float *row = dweight + k * inputs;
    float sum = 0;
    for (long i = 0; i < inputs; i++) row[i] = 0;
    for (long n = 0; n < count; n++) {
      const float slope = delta[n * sizes.outputs + k];
      const float *in = x + n * inputs;
      sum += slope;
      SHINSO_INDEPENDENT
      for (long i = 0; i < inputs; i++) row[i] += slope * in[i];
    }
    dbias[k] = sum;
  }
}

long shinso_compose_tensor_scratch(long count, shinso_composition sizes) {
  return 2 * count * padded(sizes.inputs, LANES);
}

/// Eight rows of sums over n of scaled[n, i] x[n, j], for 16 columns j.
SHINSO_INLINE void sum_products(
    lanes *sums, const float *scaled, const float *x, long count, long stride) {
  SHINSO_FUSE
  lanes s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0}, s4 = {0}, s5 = {0}, s6 = {0}, s7 = {0};
  for (long n = 0; n < count; n++, scaled += stride, x += stride) {
    const lanes row = *(const lanes *)x;
    s0 += scaled[0] * row;
    s1 += scaled[1] * row;
    s2 += scaled[2] * row;
    s3 += scaled[3] * row;
    s4 += scaled[4] * row;
    s5 += scaled[5] * row;
    s6 += scaled[6] * row;
    s7 += scaled[7] * row;
  }
  sums[0] = s0;
  sums[1] = s1;
  sums[2] = s2;
  sums[3] = s3;
  sums[4] = s4;
  sums[5] = s5;
  sums[6] = s6;
  sums[7] = s7;
}

SHINSO_KERNEL
void shinso_compose_tensor(
    float *dtensor, const float *delta, const float *x, long count, long first, long last,
    float *scratch, shinso_composition sizes) {
  const long inputs = sizes.inputs, stride = padded(inputs, LANES);
  float *rows = scratch, *scaled = scratch + count * stride;
  for (long n = 0; n < count; n++) {
    for (long i = 0; i < stride; i++) {
      rows[n * stride + i] = i < inputs ? x[n * inputs + i] : 0;
    }
  }
  for (long k = first; k < last; k++) {
    float *entry = dtensor + k * inputs * inputs;
    for (long n = 0; n < count; n++) {
      const float slope = delta[n * sizes.outputs + k];
      for (long i = 0; i < stride; i++) scaled[n * stride + i] = slope * rows[n * stride + i];
    }
    for (long column = 0; column < inputs; column += LANES) {
      // Blocks of rows that reach below the diagonal.
      for (long row = column; row < inputs; row += 8) {
        float sums[8 * LANES];
        sum_products((lanes *)sums, scaled + row, rows + column, count, stride);
        for (long i = row; i < shinso_min(row + 8, inputs); i++) {
          for (long j = column; j < shinso_min(column + LANES, i + 1); j++) {
            const float sum = sums[(i - row) * LANES + j - column];
            entry[i * inputs + j] = sum;
            entry[j * inputs + i] = sum;
          }
        }
      }
    }
  }
}
