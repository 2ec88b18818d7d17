// The element-wise part of recurrent cells for one time step; the caller computes the products.

#ifndef SHINSO_RECURRENT_H
#define SHINSO_RECURRENT_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// PyTorch's GRU. `from_input` and `from_hidden` [batch, 3 hidden] (reset, update, new) are the two
/// products with their biases. from_input is replaced by r, z, n: r = σ(·), z = σ(·), n =
/// tanh(input_n + r hidden_n), h = (1 - z) n + z h_prev.
///
/// `input_stride` is the number of floats from row to row of from_input. from_hidden is kept for
/// the backward pass. Of a row whose length is not above `step`, h stays as it is. `lengths` may be
/// null: no row ends.
void shinso_gru_forward(
    float *from_input, long input_stride, const float *from_hidden, const float *h_prev, float *h,
    const int64_t *lengths, long step, long batch, long hidden);

/// Computes d_input and d_hidden [batch, 3 hidden], the gradients of the two products, and dh_prev,
/// the direct part (z dh) of the gradient of h_prev. `gates` [batch, 3 hidden] holds the r, z, n
/// that replaced from_input.
void shinso_gru_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *gates, const float *from_hidden,
    const float *h_prev, const float *dh, const int64_t *lengths, long step, long batch,
    long hidden);

/// The GRU of the paper (Cho et al. 2014), whose reset gate acts on h before the product. A step is
/// two kernels with a product between them. The first one: gates [batch, 2 hidden] = r, z from
/// from_input [batch, 3 hidden] (reset, update, new) and the first 2 hidden columns of from_hidden,
/// whose rows are `hidden_stride` apart; reset [batch, hidden] = r h_prev.
void shinso_gru_reset(
    float *gates, float *reset, const float *from_input, const float *from_hidden,
    long hidden_stride, const float *h_prev, long batch, long hidden);

/// The second one, for rows first..<last: fresh = n = tanh(input_n + product), where product [batch,
/// hidden] is that of `reset`, and h = (1 - z) n + z h_prev. Of a row whose length is not above
/// `step`, h stays as it is. `lengths` may be null: no row ends.
void shinso_gru_renew(
    float *fresh, float *h, const float *from_input, const float *product, const float *gates,
    const float *h_prev, const int64_t *lengths, long step, long first, long last, long hidden);

/// Computes d_new [batch, hidden], the gradient of input_n + product, from that of h.
void shinso_gru_renew_backward(
    float *d_new, const float *dh, const float *fresh, const float *gates, const int64_t *lengths,
    long step, long first, long last, long hidden);

/// Computes d_input [batch, 3 hidden], d_hidden [batch, 2 hidden] and dh_prev without the part
/// through the product of the gates; d_reset is the gradient of `reset`, d_new times the weight.
void shinso_gru_reset_backward(
    float *d_input, float *d_hidden, float *dh_prev, const float *dh, const float *d_reset,
    const float *d_new, const float *fresh, const float *gates, const float *h_prev,
    const int64_t *lengths, long step, long first, long last, long hidden);

/// A step of an LSTM for rows first..<last: from sums [batch, 4 hidden] (input, forget, cell, output),
/// the products with their bias, the activated gates, c = f c_prev + i g and h = o tanh(c). Of a row
/// whose length is not above `step`, h and c stay as they are, and sums and gates, which may end
/// before it, are left alone. `lengths` may be null: no row ends.
void shinso_lstm_forward(
    float *gates, float *h, float *c, const float *sums, const float *h_prev, const float *c_prev,
    const int64_t *lengths, long step, long first, long last, long hidden);

/// Computes d_sums [active, 4 hidden], dc_prev [batch, hidden], and dh_kept [batch, hidden], the part
/// of the gradient of h_prev that does not come through the sums: that of rows that have ended.
void shinso_lstm_backward(
    float *d_sums, float *dh_kept, float *dc_prev, const float *dh, const float *dc,
    const float *gates, const float *c_prev, const float *c, const int64_t *lengths, long step,
    long active, long first, long last, long hidden);

#ifdef __cplusplus
}
#endif

#endif
