#include "recurrent.h"

#include "elementwise_math.h"

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
