// Optimizer steps in one pass over the parameters. Each formula is that of PyTorch's optimizer with
// the same name. The gradient is first multiplied by `gradient_scale` (for clipping and averaging).

#ifndef SHINSO_OPTIMIZER_H
#define SHINSO_OPTIMIZER_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  float learning_rate, momentum, weight_decay, gradient_scale;
  int nesterov;
} shinso_sgd;

/// g += weight_decay w; m = momentum m + g; w -= learning_rate (nesterov ? g + momentum m : m).
/// `velocity` (m, zeros before the first step) may be null if momentum is 0.
void shinso_sgd_step(
    float *w, float *velocity, const float *gradient, const shinso_sgd *rule, long count);

typedef struct {
  float learning_rate, beta1, beta2, epsilon, weight_decay, gradient_scale;
  /// 1 - beta1^t and 1 - beta2^t for step t (from 1), computed in double precision.
  float correction1, correction2;
  /// 0 is Adam: decay is added to the gradient. 1 is AdamW: w is decayed directly.
  int decoupled;
} shinso_adam;

/// m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g²;
/// w -= learning_rate / correction1 · m / (√(v / correction2) + epsilon).
void shinso_adam_step(
    float *w, float *m, float *v, const float *gradient, const shinso_adam *rule, long count);

typedef struct {
  float learning_rate, epsilon, weight_decay, gradient_scale;
} shinso_adagrad;

/// s += g²; w -= learning_rate g / (√s + epsilon).
void shinso_adagrad_step(
    float *w, float *s, const float *gradient, const shinso_adagrad *rule, long count);

typedef struct {
  float learning_rate, alpha, epsilon, weight_decay, gradient_scale;
} shinso_rmsprop;

/// s = alpha s + (1 - alpha) g²; w -= learning_rate g / (√s + epsilon).
void shinso_rmsprop_step(
    float *w, float *s, const float *gradient, const shinso_rmsprop *rule, long count);

typedef struct {
  float learning_rate, rho, epsilon, weight_decay, gradient_scale;
} shinso_adadelta;

/// s = rho s + (1 - rho) g²; d = √(u + epsilon) / √(s + epsilon) g; u = rho u + (1 - rho) d²;
/// w -= learning_rate d.
void shinso_adadelta_step(
    float *w, float *s, float *u, const float *gradient, const shinso_adadelta *rule, long count);

#ifdef __cplusplus
}
#endif

#endif
