#include "elementwise.h"

#include "elementwise_math.h"

/// |x| rounded to the nearest integer, halves to even; the sign of x is dropped.
SHINSO_INLINE float round_magnitude(float x) {
  float magnitude = __builtin_fabsf(x);
  return magnitude < 0x1p23f ? (magnitude + 0x1p23f) - 0x1p23f : magnitude;
}

SHINSO_INLINE float round_even(float x) { return __builtin_copysignf(round_magnitude(x), x); }

SHINSO_INLINE float round_down(float x) {
  float rounded = round_even(x);
  return __builtin_copysignf(rounded > x ? rounded - 1.0f : rounded, x);
}

SHINSO_INLINE float sign(float x) { return x > 0 ? 1.0f : x < 0 ? -1.0f : x; }

SHINSO_INLINE float clamp(float x, float lower, float upper) {
  x = x < lower ? lower : x;
  return x > upper ? upper : x;
}

SHINSO_INLINE float gelu(float x) {
  float gaussian;
  // For very negative x the product is 0, but -inf times 0 would be NaN.
  return x < -14.5f ? -0.0f : x * shinso_normal_distribution(x, &gaussian);
}

SHINSO_INLINE float gelu_derivative(float x) {
  SHINSO_FUSE
  float gaussian;
  float distribution = shinso_normal_distribution(x, &gaussian);
  return distribution + clamp(x, -20.0f, 20.0f) * gaussian * 0.398942280f;
}

/// The argument of tanh in the approximate GELU: √(2/π) (x + 0.044715 x³).
SHINSO_INLINE float gelu_argument(float x) {
  SHINSO_FUSE
  return 0.797884561f * x * (0.044715f * x * x + 1.0f);
}

SHINSO_INLINE float gelu_tanh(float x) {
  // ½ (1 + tanh u) = sigmoid(2 u), which stays accurate for negative x.
  return x < -14.5f ? -0.0f : x * shinso_sigmoid(2.0f * gelu_argument(x));
}

SHINSO_INLINE float gelu_tanh_derivative(float x) {
  SHINSO_FUSE
  x = clamp(x, -20.0f, 20.0f);
  float s = shinso_sigmoid(2.0f * gelu_argument(x));
  float slope = 0.797884561f * (3.0f * 0.044715f * x * x + 1.0f);
  return s + 2.0f * x * s * (1.0f - s) * slope;
}

SHINSO_INLINE float silu(float x) {
  return x < -109.0f ? -0.0f : x * shinso_sigmoid(x);
}

SHINSO_INLINE float silu_derivative(float x) {
  float s = shinso_sigmoid(x);
  return s * (1.0f + clamp(x, -200.0f, 200.0f) * (1.0f - s));
}

/// Sine or cosine, times a sign and dy (null for 1). Only runs with very large arguments use scalar
/// code.
SHINSO_INLINE void sines(
    float *y, const float *x, const float *dy, long count, int cosine, float factor) {
  for (long begin = 0; begin < count; begin += 256) {
    const long end = shinso_min(begin + 256, count);
    int large = 0;
    for (long i = begin; i < end; i++) large |= !(__builtin_fabsf(x[i]) <= SHINSO_LARGEST_ANGLE);
    if (!large) {
      SHINSO_INDEPENDENT
      for (long i = begin; i < end; i++) {
        float s, c;
        shinso_sin_cos(x[i], &s, &c);
        y[i] = factor * (cosine ? c : s) * (dy ? dy[i] : 1.0f);
      }
      continue;
    }
    for (long i = begin; i < end; i++) {
      float s, c;
      if (__builtin_fabsf(x[i]) <= SHINSO_LARGEST_ANGLE)
        shinso_sin_cos(x[i], &s, &c);
      else
        shinso_sin_cos_large(x[i], &s, &c);
      y[i] = factor * (cosine ? c : s) * (dy ? dy[i] : 1.0f);
    }
  }
}

SHINSO_KERNEL
void shinso_unary_forward(shinso_unary kind, float alpha, float *y, const float *x, long count) {
  SHINSO_FUSE
#define CASE(KIND, VALUE)            \
  case SHINSO_UNARY_##KIND:          \
    SHINSO_INDEPENDENT               \
    for (long i = 0; i < count; i++) { \
      const float v = x[i];          \
      y[i] = VALUE;                  \
    }                                \
    break;
  switch (kind) {
    CASE(ABS, __builtin_fabsf(v))
    CASE(EXP, shinso_exp(v))
    CASE(LOG, shinso_log(v))
    CASE(SQRT, __builtin_elementwise_sqrt(v))
    CASE(RECIPROCAL, 1.0f / v)
    CASE(SQUARE, v *v)
    CASE(SIGMOID, shinso_sigmoid(v))
    CASE(TANH, shinso_tanh(v))
    CASE(RELU, v < 0 ? 0 : v)
    CASE(RELU6, clamp(v, 0, 6.0f))
    CASE(SOFTPLUS, shinso_softplus(v))
    CASE(GELU, gelu(v))
    CASE(GELU_TANH, gelu_tanh(v))
    CASE(SILU, silu(v))
    CASE(ELU, v > 0 ? v : alpha *shinso_expm1_negative(v))
    CASE(LEAKY_RELU, v > 0 ? v : alpha *v)
    CASE(HARD_SIGMOID, clamp(v + 3.0f, 0, 6.0f) * (1.0f / 6.0f))
    CASE(HARD_SWISH, v *(clamp(v + 3.0f, 0, 6.0f) * (1.0f / 6.0f)))
    CASE(ERF, shinso_erf(v))
    CASE(FLOOR, round_down(v))
    CASE(CEIL, -round_down(-v))
    CASE(ROUND, round_even(v))
    CASE(SIGN, sign(v))
    case SHINSO_UNARY_SIN: sines(y, x, NULL, count, 0, 1.0f); break;
    case SHINSO_UNARY_COS: sines(y, x, NULL, count, 1, 1.0f); break;
  }
#undef CASE
}

SHINSO_KERNEL
void shinso_affine(float *y, const float *x, float alpha, float beta, long count) {
  SHINSO_FUSE
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = alpha * x[i] + beta;
}

SHINSO_KERNEL
void shinso_unary_backward(
    shinso_unary kind, float alpha, float *dx, const float *dy, const float *x, const float *y,
    long count) {
  SHINSO_FUSE
#define CASE(KIND, SOURCE, VALUE)    \
  case SHINSO_UNARY_##KIND:          \
    SHINSO_INDEPENDENT               \
    for (long i = 0; i < count; i++) { \
      const float g = dy[i];         \
      const float v = SOURCE[i];     \
      dx[i] = VALUE;                 \
    }                                \
    break;
  switch (kind) {
    CASE(ABS, x, g *sign(v))
    CASE(EXP, y, g *v)
    CASE(LOG, x, g / v)
    CASE(SQRT, y, 0.5f * g / v)
    CASE(RECIPROCAL, y, -g * (v * v))
    CASE(SQUARE, x, 2.0f * g * v)
    CASE(SIGMOID, y, g *v *(1.0f - v))
    CASE(TANH, y, g *(1.0f - v * v))
    CASE(RELU, y, v <= 0 ? 0 : g)
    CASE(RELU6, y, v <= 0 || v >= 6.0f ? 0 : g)
    CASE(SOFTPLUS, x, g *shinso_sigmoid(v))
    CASE(GELU, x, g *gelu_derivative(v))
    CASE(GELU_TANH, x, g *gelu_tanh_derivative(v))
    CASE(SILU, x, g *silu_derivative(v))
    CASE(ELU, x, v > 0 ? g : g * alpha * shinso_exp(v))
    CASE(LEAKY_RELU, x, v > 0 ? g : alpha *g)
    CASE(HARD_SIGMOID, x, v > -3.0f && v < 3.0f ? g * (1.0f / 6.0f) : 0)
    CASE(HARD_SWISH, x, v <= -3.0f ? 0 : v < 3.0f ? g * (v * (1.0f / 3.0f) + 0.5f) : g)
    CASE(ERF, x, g * 1.12837917f * shinso_exp(-v * v))
    case SHINSO_UNARY_SIN: sines(dx, x, dy, count, 1, 1.0f); break;
    case SHINSO_UNARY_COS: sines(dx, x, dy, count, 0, -1.0f); break;
    case SHINSO_UNARY_FLOOR:
    case SHINSO_UNARY_CEIL:
    case SHINSO_UNARY_ROUND:
    case SHINSO_UNARY_SIGN:
      for (long i = 0; i < count; i++) dx[i] = 0;
      break;
  }
#undef CASE
}

SHINSO_INLINE float binary(shinso_binary kind, float a, float b) {
  switch (kind) {
    case SHINSO_BINARY_ADD: return a + b;
    case SHINSO_BINARY_SUB: return a - b;
    case SHINSO_BINARY_MUL: return a * b;
    case SHINSO_BINARY_DIV: return a / b;
    case SHINSO_BINARY_MAX: return a > b || a != a ? a : b;
    case SHINSO_BINARY_MIN: return a < b || a != a ? a : b;
    case SHINSO_BINARY_POW: return shinso_pow(a, b);
  }
}

/// Loops over [rows, columns] for one function of two operands.
#define BROADCAST(FUNCTION, KIND)                                                          \
  case KIND:                                                                               \
    for (long r = 0; r < rows; r++, y += columns, a += a_row, b += b_row) {                \
      if (a_column && b_column) {                                                          \
        SHINSO_INDEPENDENT                                                                 \
        for (long c = 0; c < columns; c++) y[c] = FUNCTION(KIND, a[c], b[c]);              \
      } else if (a_column) {                                                               \
        const __typeof__(*b) scalar = columns ? *b : 0;                                    \
        SHINSO_INDEPENDENT                                                                 \
        for (long c = 0; c < columns; c++) y[c] = FUNCTION(KIND, a[c], scalar);            \
      } else {                                                                             \
        const __typeof__(*a) scalar = columns ? *a : 0;                                    \
        SHINSO_INDEPENDENT                                                                 \
        for (long c = 0; c < columns; c++) y[c] = FUNCTION(KIND, scalar, b[c * b_column]); \
      }                                                                                    \
    }                                                                                      \
    break;

SHINSO_KERNEL
void shinso_binary_forward(
    shinso_binary kind, float *y, long rows, long columns, const float *a, long a_row,
    long a_column, const float *b, long b_row, long b_column) {
  switch (kind) {
    BROADCAST(binary, SHINSO_BINARY_ADD)
    BROADCAST(binary, SHINSO_BINARY_SUB)
    BROADCAST(binary, SHINSO_BINARY_MUL)
    BROADCAST(binary, SHINSO_BINARY_DIV)
    BROADCAST(binary, SHINSO_BINARY_MAX)
    BROADCAST(binary, SHINSO_BINARY_MIN)
    BROADCAST(binary, SHINSO_BINARY_POW)
  }
}

/// The comparison of two operands of one type, and its kernel.
#define COMPARE(FUNCTION, KERNEL, TYPE)                                                    \
  SHINSO_INLINE uint8_t FUNCTION(shinso_comparison kind, TYPE a, TYPE b) {                 \
    switch (kind) {                                                                        \
      case SHINSO_COMPARE_EQUAL: return a == b;                                            \
      case SHINSO_COMPARE_NOT_EQUAL: return a != b;                                        \
      case SHINSO_COMPARE_LESS: return a < b;                                              \
      case SHINSO_COMPARE_LESS_EQUAL: return a <= b;                                       \
      case SHINSO_COMPARE_GREATER: return a > b;                                           \
      case SHINSO_COMPARE_GREATER_EQUAL: return a >= b;                                    \
    }                                                                                      \
  }                                                                                        \
                                                                                           \
  SHINSO_KERNEL                                                                            \
  void KERNEL(                                                                             \
      shinso_comparison kind, uint8_t *y, long rows, long columns, const TYPE *a,          \
      long a_row, long a_column, const TYPE *b, long b_row, long b_column) {               \
    switch (kind) {                                                                        \
      BROADCAST(FUNCTION, SHINSO_COMPARE_EQUAL)                                            \
      BROADCAST(FUNCTION, SHINSO_COMPARE_NOT_EQUAL)                                        \
      BROADCAST(FUNCTION, SHINSO_COMPARE_LESS)                                             \
      BROADCAST(FUNCTION, SHINSO_COMPARE_LESS_EQUAL)                                       \
      BROADCAST(FUNCTION, SHINSO_COMPARE_GREATER)                                          \
      BROADCAST(FUNCTION, SHINSO_COMPARE_GREATER_EQUAL)                                    \
    }                                                                                      \
  }

COMPARE(compare_float, shinso_compare, float)
COMPARE(compare_int64, shinso_compare_int64, int64_t)

#undef COMPARE

SHINSO_INLINE uint8_t logical(shinso_logical_function kind, uint8_t a, uint8_t b) {
  switch (kind) {
    case SHINSO_LOGICAL_AND: return a & b;
    case SHINSO_LOGICAL_OR: return a | b;
    case SHINSO_LOGICAL_XOR: return a ^ b;
  }
}

SHINSO_KERNEL
void shinso_logical(
    shinso_logical_function kind, uint8_t *y, long rows, long columns, const uint8_t *a, long a_row,
    long a_column, const uint8_t *b, long b_row, long b_column) {
  switch (kind) {
    BROADCAST(logical, SHINSO_LOGICAL_AND)
    BROADCAST(logical, SHINSO_LOGICAL_OR)
    BROADCAST(logical, SHINSO_LOGICAL_XOR)
  }
}

#undef BROADCAST

SHINSO_KERNEL
void shinso_where(
    float *y, const uint8_t *mask, const float *a, long a_step, const float *b, long b_step,
    long count) {
  if (count <= 0) return;
  const float a_scalar = *a, b_scalar = *b;
#define SELECT(A, B) \
  SHINSO_INDEPENDENT \
  for (long i = 0; i < count; i++) { \
    const float yes = A, no = B; \
    y[i] = mask[i] ? yes : no; \
  }
  if (a_step && b_step) {
    SELECT(a[i], b[i])
  } else if (a_step) {
    SELECT(a[i], b_scalar)
  } else if (b_step) {
    SELECT(a_scalar, b[i])
  } else {
    SELECT(a_scalar, b_scalar)
  }
#undef SELECT
}

SHINSO_KERNEL
void shinso_clamp(float *y, const float *x, float lower, float upper, long count) {
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) y[i] = clamp(x[i], lower, upper);
}

SHINSO_KERNEL
void shinso_clamp_backward(
    float *dx, const float *dy, const float *x, float lower, float upper, long count) {
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float v = x[i], g = dy[i];
    dx[i] = v >= lower && v <= upper ? g : 0;
  }
}
