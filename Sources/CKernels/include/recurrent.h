// The element-wise part of recurrent cells for one time step; the caller computes the products.

#ifndef SHINSO_RECURRENT_H
#define SHINSO_RECURRENT_H

#ifdef __cplusplus
extern "C" {
#endif

/// PyTorch's GRU. `from_input` and `from_hidden` [batch, 3 hidden] (reset, update, new) are the two
/// products with their biases. from_input is replaced by r, z, n: r = σ(·), z = σ(·), n =
/// tanh(input_n + r hidden_n), h = (1 - z) n + z h_prev.
///
/// `input_stride` is the number of floats from row to row of from_input. from_hidden is kept for
/// the backward pass.
void shinso_gru_forward(
    float *from_input, long input_stride, const float *from_hidden, const float *h_prev, float *h,
    long batch, long hidden);

/// Computes d_input and d_hidden [batch, 3 hidden], the gradients of the two products, and dh_prev,
/// the direct part (z dh) of the gradient of h_prev. `gates` [batch, 3 hidden] holds the r, z, n
/// that replaced from_input.
void shinso_gru_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *gates, const float *from_hidden,
    const float *h_prev, const float *dh, long batch, long hidden);

#ifdef __cplusplus
}
#endif

#endif
