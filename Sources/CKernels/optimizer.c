#include "include/optimizer.h"

#include <stddef.h>

#include "multiversion.h"

SHINSO_KERNEL void shinso_sgd_step(
    float *restrict w, float *restrict velocity, const float *restrict gradient,
    const shinso_sgd *rule, long count) {
  const float rate = rule->learning_rate, momentum = rule->momentum;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  if (velocity == NULL) {
    for (long i = 0; i < count; i++) w[i] -= rate * (scale * gradient[i] + decay * w[i]);
  } else if (rule->nesterov) {
    for (long i = 0; i < count; i++) {
      const float g = scale * gradient[i] + decay * w[i];
      const float v = momentum * velocity[i] + g;
      velocity[i] = v;
      w[i] -= rate * (g + momentum * v);
    }
  } else {
    for (long i = 0; i < count; i++) {
      const float v = momentum * velocity[i] + (scale * gradient[i] + decay * w[i]);
      velocity[i] = v;
      w[i] -= rate * v;
    }
  }
}

SHINSO_KERNEL void shinso_adam_step(
    float *restrict w, float *restrict m, float *restrict v, const float *restrict gradient,
    const shinso_adam *rule, long count) {
  const float beta1 = rule->beta1, beta2 = rule->beta2, epsilon = rule->epsilon;
  const float scale = rule->gradient_scale;
  const float rate = rule->learning_rate / rule->correction1;
  const float root = 1 / rule->correction2;
  const float decay = rule->decoupled ? 0 : rule->weight_decay;
  const float shrink = rule->decoupled ? 1 - rule->learning_rate * rule->weight_decay : 1;
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float mean = beta1 * m[i] + (1 - beta1) * g;
    const float square = beta2 * v[i] + (1 - beta2) * (g * g);
    m[i] = mean;
    v[i] = square;
    w[i] = shrink * w[i] - rate * mean / (__builtin_elementwise_sqrt(square * root) + epsilon);
  }
}

SHINSO_KERNEL void shinso_adagrad_step(
    float *restrict w, float *restrict s, const float *restrict gradient,
    const shinso_adagrad *rule, long count) {
  const float rate = rule->learning_rate, epsilon = rule->epsilon;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    s[i] += g * g;
    w[i] -= rate * g / (__builtin_elementwise_sqrt(s[i]) + epsilon);
  }
}

SHINSO_KERNEL void shinso_rmsprop_step(
    float *restrict w, float *restrict s, const float *restrict gradient,
    const shinso_rmsprop *rule, long count) {
  const float rate = rule->learning_rate, epsilon = rule->epsilon, alpha = rule->alpha;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    s[i] = alpha * s[i] + (1 - alpha) * (g * g);
    w[i] -= rate * g / (__builtin_elementwise_sqrt(s[i]) + epsilon);
  }
}

SHINSO_KERNEL void shinso_adadelta_step(
    float *restrict w, float *restrict s, float *restrict u, const float *restrict gradient,
    const shinso_adadelta *rule, long count) {
  const float rate = rule->learning_rate, epsilon = rule->epsilon, rho = rule->rho;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    s[i] = rho * s[i] + (1 - rho) * (g * g);
    const float d = __builtin_elementwise_sqrt(u[i] + epsilon)
        / __builtin_elementwise_sqrt(s[i] + epsilon) * g;
    u[i] = rho * u[i] + (1 - rho) * (d * d);
    w[i] -= rate * d;
  }
}
