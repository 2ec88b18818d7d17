// Composition of vectors along binary trees: affine maps of pairs, with products of all pairs of
// inputs if wanted, followed by tanh. Sixteen nodes are computed side by side.

#ifndef SHINSO_TREE_H
#define SHINSO_TREE_H

#ifdef __cplusplus
extern "C" {
#endif

/// The sizes of a composition: y = tanh(weight x + bias + xᵀ tensor x), with x [inputs], y [outputs],
/// weight [outputs, inputs], tensor [outputs, inputs, inputs].
typedef struct {
  long inputs, outputs;
  /// Whether there is a tensor.
  int has_tensor;
  /// Whether y is divided by its length.
  int normalizes;
} shinso_composition;

/// The floats that shinso_composition_pack writes, and those that the other functions need as
/// scratch memory.
long shinso_composition_packed(shinso_composition sizes);
long shinso_composition_scratch(shinso_composition sizes);

/// Arranges the weights for the two functions below. `tensor` may be NULL.
void shinso_composition_pack(
    float *packed, const float *weight, const float *bias, const float *tensor,
    shinso_composition sizes);

/// y [count, outputs] from x [count, inputs]. `lengths` [count] takes the lengths by which y was
/// divided; it may be NULL if it was not.
void shinso_compose(
    float *y, float *lengths, const float *x, long count, const float *packed, float *scratch,
    shinso_composition sizes);

/// From dy [count, outputs]: `delta` [count, outputs], the gradient before tanh, and dx
/// [count, inputs].
void shinso_compose_backward(
    float *delta, float *dx, const float *dy, const float *y, const float *lengths, const float *x,
    long count, const float *packed, float *scratch, shinso_composition sizes);

/// Rows first..<last of the gradients of weight and bias.
void shinso_compose_weights(
    float *dweight, float *dbias, const float *delta, const float *x, long count, long first,
    long last, shinso_composition sizes);

/// The floats of scratch memory for shinso_compose_tensor.
long shinso_compose_tensor_scratch(long count, shinso_composition sizes);

/// Entries first..<last of the gradient of the tensor. It is symmetric in the last two axes.
void shinso_compose_tensor(
    float *dtensor, const float *delta, const float *x, long count, long first, long last,
    float *scratch, shinso_composition sizes);

#ifdef __cplusplus
}
#endif

#endif
