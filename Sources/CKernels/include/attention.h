// Additive attention: Bahdanau, Cho & Bengio, "Neural machine translation by jointly learning to
// align and translate", ICLR 2015, section 3.1.

#ifndef SHINSO_ATTENTION_H
#define SHINSO_ATTENTION_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What is attended to: `batch` sequences of up to `steps` places. Keys are [steps, batch, size],
/// values [steps, batch, width], lengths [batch], at least 1.
typedef struct {
  const float *keys, *values, *v;
  const int64_t *lengths;
  /// The sequence of each row of queries; null: row r asks sequence r.
  const int64_t *owners;
  long steps, batch, size, width;
} shinso_attention;

/// weights[r][s] = softmax over s of v · tanh(query[r] + keys[s][n]) within the length of the row's
/// sequence n, 0 after it; context[r] = Σ weights[r][s] values[s][n]. Rows first..<last.
void shinso_attention_forward(
    const shinso_attention *source, float *weights, float *context, const float *query, long first,
    long last);

/// The gradients of scores [rows, steps] and queries [rows, size] from that of context.
void shinso_attention_backward(
    const shinso_attention *source, float *d_scores, float *d_query, const float *d_context,
    const float *weights, const float *query, long first, long last);

/// The gradients of the source over `times` calls, each with one row for each sequence: d_keys,
/// d_values, and of v for each sequence, d_v [batch, size]. Sequences first..<last. Queries are
/// [times, batch, size], weights and d_scores [times, batch, steps], d_context [times, batch,
/// width].
void shinso_attention_source_backward(
    const shinso_attention *source, float *d_keys, float *d_values, float *d_v,
    const float *queries, const float *weights, const float *d_scores, const float *d_context,
    long times, long first, long last);

#ifdef __cplusplus
}
#endif

#endif
