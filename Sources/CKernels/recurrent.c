#include "recurrent.h"

#include "elementwise_math.h"

SHINSO_INLINE void add_row(float *y, const float *x, long count) {
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) y[i] += x[i];
}

SHINSO_INLINE void lstm_row(
    float *gates, const float *c_prev, float *c, float *tanh_c, float *h, long hidden) {
  SHINSO_FUSE
  float *forget = gates + hidden, *cell = gates + 2 * hidden, *output = gates + 3 * hidden;
  SHINSO_INDEPENDENT
  for (long j = 0; j < hidden; j++) {
    const float i = shinso_sigmoid(gates[j]), f = shinso_sigmoid(forget[j]);
    const float g = shinso_tanh(cell[j]), o = shinso_sigmoid(output[j]);
    const float state = i * g + (c_prev ? f * c_prev[j] : 0);
    const float t = shinso_tanh(state);
    gates[j] = i;
    forget[j] = f;
    cell[j] = g;
    output[j] = o;
    c[j] = state;
    if (tanh_c) tanh_c[j] = t;
    h[j] = o * t;
  }
}

SHINSO_KERNEL
void shinso_lstm_forward(
    float *gates, const float *addend, long addend_stride, const float *bias, const float *c_prev,
    float *c, float *tanh_c, float *h, long batch, long hidden) {
  for (long b = 0; b < batch; b++) {
    float *row = gates + b * 4 * hidden;
    const long at = b * hidden;
    if (addend) add_row(row, addend + b * addend_stride, 4 * hidden);
    if (bias) add_row(row, bias, 4 * hidden);
    if (c_prev && tanh_c)
      lstm_row(row, c_prev + at, c + at, tanh_c + at, h + at, hidden);
    else if (c_prev)
      lstm_row(row, c_prev + at, c + at, NULL, h + at, hidden);
    else if (tanh_c)
      lstm_row(row, NULL, c + at, tanh_c + at, h + at, hidden);
    else
      lstm_row(row, NULL, c + at, NULL, h + at, hidden);
  }
}

SHINSO_INLINE void lstm_row_backward(
    float *d_gates, float *dc_prev, const float *gates, const float *c_prev, const float *tanh_c,
    const float *dh, const float *dc, long hidden) {
  SHINSO_FUSE
  SHINSO_INDEPENDENT
  for (long j = 0; j < hidden; j++) {
    const float i = gates[j], f = gates[hidden + j], g = gates[2 * hidden + j];
    const float o = gates[3 * hidden + j], t = tanh_c[j], slope = dh[j];
    const float d_state = slope * o * (1.0f - t * t) + (dc ? dc[j] : 0);
    d_gates[j] = d_state * g * i * (1.0f - i);
    d_gates[hidden + j] = c_prev ? d_state * c_prev[j] * f * (1.0f - f) : 0;
    d_gates[2 * hidden + j] = d_state * i * (1.0f - g * g);
    d_gates[3 * hidden + j] = slope * t * o * (1.0f - o);
    dc_prev[j] = d_state * f;
  }
}

SHINSO_KERNEL
void shinso_lstm_backward(
    float *d_gates, float *dc_prev, const float *gates, const float *c_prev, const float *tanh_c,
    const float *dh, const float *dc, long batch, long hidden) {
  for (long b = 0; b < batch; b++) {
    const long at = b * hidden;
    float *to = d_gates + 4 * at, *to_prev = dc_prev + at;
    const float *from = gates + 4 * at, *t = tanh_c + at, *slope = dh + at;
    if (c_prev && dc)
      lstm_row_backward(to, to_prev, from, c_prev + at, t, slope, dc + at, hidden);
    else if (c_prev)
      lstm_row_backward(to, to_prev, from, c_prev + at, t, slope, NULL, hidden);
    else if (dc)
      lstm_row_backward(to, to_prev, from, NULL, t, slope, dc + at, hidden);
    else
      lstm_row_backward(to, to_prev, from, NULL, t, slope, NULL, hidden);
  }
}

SHINSO_KERNEL
void shinso_gru_forward(
    float *from_input, long input_stride, const float *from_hidden, const float *h_prev, float *h,
    long batch, long hidden) {
  SHINSO_FUSE
  for (long b = 0; b < batch; b++) {
    float *gates = from_input + b * input_stride;
    const float *other = from_hidden + b * 3 * hidden;
    const float *before = h_prev + b * hidden;
    float *after = h + b * hidden;
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float r = shinso_sigmoid(gates[j] + other[j]);
      const float z = shinso_sigmoid(gates[hidden + j] + other[hidden + j]);
      const float n = shinso_tanh(gates[2 * hidden + j] + r * other[2 * hidden + j]);
      gates[j] = r;
      gates[hidden + j] = z;
      gates[2 * hidden + j] = n;
      after[j] = n + z * (before[j] - n);
    }
  }
}

SHINSO_KERNEL
void shinso_gru_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *gates, const float *from_hidden,
    const float *h_prev, const float *dh, long batch, long hidden) {
  SHINSO_FUSE
  for (long b = 0; b < batch; b++) {
    const long at = b * hidden;
    const float *gate = gates + 3 * at, *new_hidden = from_hidden + 3 * at + 2 * hidden;
    float *to_input = d_input + 3 * at, *to_hidden = d_hidden + 3 * at;
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float r = gate[j], z = gate[hidden + j], n = gate[2 * hidden + j];
      const float slope = dh[at + j];
      const float dn = slope * (1.0f - z) * (1.0f - n * n);
      const float dz = slope * (h_prev[at + j] - n) * z * (1.0f - z);
      const float dr = dn * new_hidden[j] * r * (1.0f - r);
      to_input[j] = to_hidden[j] = dr;
      to_input[hidden + j] = to_hidden[hidden + j] = dz;
      to_input[2 * hidden + j] = dn;
      to_hidden[2 * hidden + j] = dn * r;
      dh_prev[at + j] = slope * z;
    }
  }
}
