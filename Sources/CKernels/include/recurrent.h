// The element-wise part of recurrent cells, for one time step; the products are the caller's.

#ifndef SHINSO_RECURRENT_H
#define SHINSO_RECURRENT_H

#ifdef __cplusplus
extern "C" {
#endif

/// gates[b][4 hidden] (input, forget, cell, output: PyTorch's order) += addend + bias, activated in
/// place (sigmoid, sigmoid, tanh, sigmoid); c = f c_prev + i g; h = o tanh(c).
///
/// `addend` [batch, 4 hidden], `addend_stride` floats from row to row (the other product), `bias`
/// [4 hidden], `c_prev` (zeros) and `tanh_c` may be null. c may be c_prev.
void shinso_lstm_forward(
    float *gates, const float *addend, long addend_stride, const float *bias, const float *c_prev,
    float *c, float *tanh_c, float *h, long batch, long hidden);

/// From dh and dc (null: zeros), both of this step's outputs: d_gates (before activation) and
/// dc_prev. d_gates may be gates, dc_prev may be dc; c_prev null: zeros.
void shinso_lstm_backward(
    float *d_gates, float *dc_prev, const float *gates, const float *c_prev, const float *tanh_c,
    const float *dh, const float *dc, long batch, long hidden);

/// PyTorch's GRU. `from_input` and `from_hidden` [batch, 3 hidden] (reset, update, new) are the two
/// products with their biases. from_input becomes r, z, n: r = σ(·), z = σ(·),
/// n = tanh(input_n + r hidden_n), h = (1 - z) n + z h_prev.
///
/// `input_stride` is in floats from row to row of from_input; from_hidden is kept for the backward
/// pass.
void shinso_gru_forward(
    float *from_input, long input_stride, const float *from_hidden, const float *h_prev, float *h,
    long batch, long hidden);

/// d_input and d_hidden [batch, 3 hidden], the gradients of the two products, and dh_prev, the
/// direct part (z dh) of the gradient of h_prev. `gates` [batch, 3 hidden] is what from_input
/// became.
void shinso_gru_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *gates, const float *from_hidden,
    const float *h_prev, const float *dh, long batch, long hidden);

#ifdef __cplusplus
}
#endif

#endif
