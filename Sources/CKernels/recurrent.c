#include "recurrent.h"

#include <string.h>

#include "elementwise_math.h"

SHINSO_INLINE int shinso_has_ended(const int64_t *lengths, long row, long step) {
  return lengths != NULL && step >= lengths[row];
}

SHINSO_KERNEL
void shinso_gru_forward(
    float *from_input, long input_stride, const float *from_hidden, const float *h_prev, float *h,
    const int64_t *lengths, long step, long batch, long hidden) {
  SHINSO_FUSE
  for (long b = 0; b < batch; b++) {
    if (shinso_has_ended(lengths, b, step)) {
      memcpy(h + b * hidden, h_prev + b * hidden, hidden * sizeof(float));
      continue;
    }
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
    const float *h_prev, const float *dh, const int64_t *lengths, long step, long batch,
    long hidden) {
  SHINSO_FUSE
  for (long b = 0; b < batch; b++) {
    const long at = b * hidden;
    const float *gate = gates + 3 * at, *new_hidden = from_hidden + 3 * at + 2 * hidden;
    float *to_input = d_input + 3 * at, *to_hidden = d_hidden + 3 * at;
    if (shinso_has_ended(lengths, b, step)) {
      memset(to_input, 0, 3 * hidden * sizeof(float));
      memset(to_hidden, 0, 3 * hidden * sizeof(float));
      memcpy(dh_prev + at, dh + at, hidden * sizeof(float));
      continue;
    }
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

SHINSO_KERNEL
void shinso_gru_reset(
    float *gates, float *reset, const float *from_input, const float *from_hidden,
    long hidden_stride, const float *h_prev, long batch, long hidden) {
  SHINSO_FUSE
  for (long b = 0; b < batch; b++) {
    const float *input = from_input + b * 3 * hidden, *other = from_hidden + b * hidden_stride;
    const float *before = h_prev + b * hidden;
    float *gate = gates + b * 2 * hidden, *kept = reset + b * hidden;
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float r = shinso_sigmoid(input[j] + other[j]);
      gate[j] = r;
      gate[hidden + j] = shinso_sigmoid(input[hidden + j] + other[hidden + j]);
      kept[j] = r * before[j];
    }
  }
}

SHINSO_KERNEL
void shinso_gru_renew(
    float *fresh, float *h, const float *from_input, const float *product, const float *gates,
    const float *h_prev, const int64_t *lengths, long step, long first, long last, long hidden) {
  SHINSO_FUSE
  for (long b = first; b < last; b++) {
    const float *input = from_input + b * 3 * hidden + 2 * hidden, *other = product + b * hidden;
    const float *update = gates + b * 2 * hidden + hidden, *before = h_prev + b * hidden;
    float *new = fresh + b * hidden, *after = h + b * hidden;
    const int ended = shinso_has_ended(lengths, b, step);
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float n = shinso_tanh(input[j] + other[j]);
      new[j] = n;
      after[j] = ended ? before[j] : n + update[j] * (before[j] - n);
    }
  }
}

SHINSO_KERNEL
void shinso_gru_renew_backward(
    float *d_new, const float *dh, const float *fresh, const float *gates, const int64_t *lengths,
    long step, long first, long last, long hidden) {
  SHINSO_FUSE
  for (long b = first; b < last; b++) {
    const float *slope = dh + b * hidden, *new = fresh + b * hidden;
    const float *update = gates + b * 2 * hidden + hidden;
    float *to_new = d_new + b * hidden;
    const float kept = shinso_has_ended(lengths, b, step) ? 0.0f : 1.0f;
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      to_new[j] = kept * slope[j] * (1.0f - update[j]) * (1.0f - new[j] * new[j]);
    }
  }
}

SHINSO_KERNEL
void shinso_gru_reset_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *dh, const float *d_reset,
    const float *d_new, const float *fresh, const float *gates, const float *h_prev,
    const int64_t *lengths, long step, long first, long last, long hidden) {
  SHINSO_FUSE
  for (long b = first; b < last; b++) {
    const float *slope = dh + b * hidden, *to_reset = d_reset + b * hidden;
    const float *to_new = d_new + b * hidden, *new = fresh + b * hidden;
    const float *gate = gates + b * 2 * hidden, *before = h_prev + b * hidden;
    float *input = d_input + b * 3 * hidden, *other = d_hidden + b * 2 * hidden;
    float *d_before = dh_prev + b * hidden;
    const int ended = shinso_has_ended(lengths, b, step);
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float r = gate[j], z = gate[hidden + j];
      const float dr = ended ? 0.0f : to_reset[j] * before[j] * r * (1.0f - r);
      const float dz = ended ? 0.0f : slope[j] * (before[j] - new[j]) * z * (1.0f - z);
      input[j] = other[j] = dr;
      input[hidden + j] = other[hidden + j] = dz;
      input[2 * hidden + j] = to_new[j];
      d_before[j] = ended ? slope[j] : slope[j] * z + to_reset[j] * r;
    }
  }
}

SHINSO_KERNEL
void shinso_lstm_forward(
    float *gates, float *h, float *c, const float *sums, const float *h_prev, const float *c_prev,
    const int64_t *lengths, long step, long first, long last, long hidden) {
  SHINSO_FUSE
  for (long b = first; b < last; b++) {
    const float *sum = sums + 4 * b * hidden, *before = c_prev + b * hidden;
    float *gate = gates + 4 * b * hidden, *after = h + b * hidden, *cell = c + b * hidden;
    if (shinso_has_ended(lengths, b, step)) {
      memcpy(after, h_prev + b * hidden, hidden * sizeof(float));
      memcpy(cell, before, hidden * sizeof(float));
      continue;
    }
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float i = shinso_sigmoid(sum[j]), f = shinso_sigmoid(sum[hidden + j]);
      const float g = shinso_tanh(sum[2 * hidden + j]), o = shinso_sigmoid(sum[3 * hidden + j]);
      gate[j] = i;
      gate[hidden + j] = f;
      gate[2 * hidden + j] = g;
      gate[3 * hidden + j] = o;
      cell[j] = f * before[j] + i * g;
      after[j] = o * shinso_tanh(cell[j]);
    }
  }
}

SHINSO_KERNEL
void shinso_lstm_backward(
    float *d_sums, float *dh_kept, float *dc_prev, const float *dh, const float *dc,
    const float *gates, const float *c_prev, const float *c, const int64_t *lengths, long step,
    long active, long first, long last, long hidden) {
  SHINSO_FUSE
  for (long b = first; b < last; b++) {
    const float *slope = dh + b * hidden, *cell_slope = dc + b * hidden;
    const float *gate = gates + 4 * b * hidden, *before = c_prev + b * hidden;
    const float *cell = c + b * hidden;
    float *to_sum = d_sums + 4 * b * hidden, *kept = dh_kept + b * hidden;
    float *to_before = dc_prev + b * hidden;
    if (shinso_has_ended(lengths, b, step)) {
      if (b < active) memset(to_sum, 0, 4 * hidden * sizeof(float));
      memcpy(kept, slope, hidden * sizeof(float));
      memcpy(to_before, cell_slope, hidden * sizeof(float));
      continue;
    }
    SHINSO_INDEPENDENT
    for (long j = 0; j < hidden; j++) {
      const float i = gate[j], f = gate[hidden + j];
      const float g = gate[2 * hidden + j], o = gate[3 * hidden + j];
      const float squashed = shinso_tanh(cell[j]);
      const float dc_all = cell_slope[j] + slope[j] * o * (1.0f - squashed * squashed);
      to_sum[j] = dc_all * g * i * (1.0f - i);
      to_sum[hidden + j] = dc_all * before[j] * f * (1.0f - f);
      to_sum[2 * hidden + j] = dc_all * i * (1.0f - g * g);
      to_sum[3 * hidden + j] = slope[j] * squashed * o * (1.0f - o);
      to_before[j] = dc_all * f;
      kept[j] = 0.0f;
    }
  }
}
