// Element-wise functions of one, two and three arrays, in float32 unless stated otherwise.
//
// Every function does one contiguous piece of work on the calling thread and does not allocate. A
// result may be one of the arguments (the same address) but must not overlap one otherwise.

#ifndef SHINSO_ELEMENTWISE_H
#define SHINSO_ELEMENTWISE_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
  SHINSO_UNARY_ABS,
  SHINSO_UNARY_EXP,
  SHINSO_UNARY_LOG,
  SHINSO_UNARY_SQRT,
  SHINSO_UNARY_RECIPROCAL,
  SHINSO_UNARY_SQUARE,
  SHINSO_UNARY_SIGMOID,
  SHINSO_UNARY_TANH,
  SHINSO_UNARY_RELU,
  SHINSO_UNARY_RELU6,
  SHINSO_UNARY_SOFTPLUS,
  /// x Φ(x) with the error function.
  SHINSO_UNARY_GELU,
  /// x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))).
  SHINSO_UNARY_GELU_TANH,
  SHINSO_UNARY_SILU,
  /// x if x > 0, otherwise alpha (exp(x) - 1).
  SHINSO_UNARY_ELU,
  /// x if x > 0, otherwise alpha x.
  SHINSO_UNARY_LEAKY_RELU,
  /// clamp(x + 3, 0, 6) / 6.
  SHINSO_UNARY_HARD_SIGMOID,
  /// x clamp(x + 3, 0, 6) / 6.
  SHINSO_UNARY_HARD_SWISH,
  SHINSO_UNARY_SIN,
  SHINSO_UNARY_COS,
  SHINSO_UNARY_ERF,
  SHINSO_UNARY_FLOOR,
  SHINSO_UNARY_CEIL,
  /// Rounds to the nearest integer, halves to even.
  SHINSO_UNARY_ROUND,
  /// -1, 0 or 1; NaN stays.
  SHINSO_UNARY_SIGN,
} shinso_unary;

/// y = f(x). Only ELU and LEAKY_RELU read `alpha`.
void shinso_unary_forward(shinso_unary kind, float alpha, float *y, const float *x, long count);

/// dx = dy f'(x). EXP, SQRT, RECIPROCAL, SIGMOID, TANH, RELU and RELU6 read `y`, the others `x`;
/// the one that is not read may be null. The step functions FLOOR, CEIL, ROUND and SIGN have
/// gradient 0.
void shinso_unary_backward(
    shinso_unary kind, float alpha, float *dx, const float *dy, const float *x, const float *y,
    long count);

typedef enum {
  SHINSO_BINARY_ADD,
  SHINSO_BINARY_SUB,
  SHINSO_BINARY_MUL,
  SHINSO_BINARY_DIV,
  /// NaN if either operand is NaN.
  SHINSO_BINARY_MAX,
  /// NaN if either operand is NaN.
  SHINSO_BINARY_MIN,
  SHINSO_BINARY_POW,
} shinso_binary;

/// y[r][c] = a[r a_row + c a_column] op b[r b_row + c b_column], where y is [rows, columns].
///
/// A column step is 1, or 0 if the operand is constant along a row. A row step is any number of
/// elements, and 0 if all rows share one row. The steps (count, 1), (0, 0), (0, 1) and (1, 0) stand
/// for the same shape, a scalar, a row [columns] and a column [rows] against [rows, columns].
/// y may be an operand of its own shape.
void shinso_binary_forward(
    shinso_binary kind, float *y, long rows, long columns, const float *a, long a_row,
    long a_column, const float *b, long b_row, long b_column);

typedef enum {
  SHINSO_COMPARE_EQUAL,
  SHINSO_COMPARE_NOT_EQUAL,
  SHINSO_COMPARE_LESS,
  SHINSO_COMPARE_LESS_EQUAL,
  SHINSO_COMPARE_GREATER,
  SHINSO_COMPARE_GREATER_EQUAL,
} shinso_comparison;

/// y[r][c] = 1 or 0; operands as in `shinso_binary_forward`. As in IEEE 754, NaN differs from
/// everything.
void shinso_compare(
    shinso_comparison kind, uint8_t *y, long rows, long columns, const float *a, long a_row,
    long a_column, const float *b, long b_row, long b_column);

void shinso_compare_int64(
    shinso_comparison kind, uint8_t *y, long rows, long columns, const int64_t *a, long a_row,
    long a_column, const int64_t *b, long b_row, long b_column);

typedef enum {
  SHINSO_LOGICAL_AND,
  SHINSO_LOGICAL_OR,
  SHINSO_LOGICAL_XOR,
} shinso_logical_function;

/// y[r][c] = 1 or 0 of bytes that are 1 or 0; operands as in `shinso_binary_forward`.
void shinso_logical(
    shinso_logical_function kind, uint8_t *y, long rows, long columns, const uint8_t *a, long a_row,
    long a_column, const uint8_t *b, long b_row, long b_column);

/// y = mask ? a : b; `a_step` and `b_step` are 1, or 0 for a scalar.
void shinso_where(
    float *y, const uint8_t *mask, const float *a, long a_step, const float *b, long b_step,
    long count);

/// y = alpha x + beta.
void shinso_affine(float *y, const float *x, float alpha, float beta, long count);

/// y = x clamped to `lower`...`upper`; NaN is kept.
void shinso_clamp(float *y, const float *x, float lower, float upper, long count);

/// dx = dy where lower <= x <= upper, otherwise 0.
void shinso_clamp_backward(
    float *dx, const float *dy, const float *x, float lower, float upper, long count);

#ifdef __cplusplus
}
#endif

#endif
