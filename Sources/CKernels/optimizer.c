#include "optimizer.h"

#include "multiversion.h"

SHINSO_INLINE void sgd(
    float *w, float *velocity, const float *gradient, const shinso_sgd *rule, long count,
    int nesterov) {
  SHINSO_FUSE
  const float rate = rule->learning_rate, momentum = rule->momentum;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    float direction = g;
    if (velocity) {
      const float v = momentum * velocity[i] + g;
      velocity[i] = v;
      direction = nesterov ? g + momentum * v : v;
    }
    w[i] -= rate * direction;
  }
}

SHINSO_KERNEL
void shinso_sgd_step(
    float *w, float *velocity, const float *gradient, const shinso_sgd *rule, long count) {
  if (!velocity)
    sgd(w, NULL, gradient, rule, count, 0);
  else if (rule->nesterov)
    sgd(w, velocity, gradient, rule, count, 1);
  else
    sgd(w, velocity, gradient, rule, count, 0);
}

SHINSO_KERNEL
void shinso_adam_step(
    float *w, float *m, float *v, const float *gradient, const shinso_adam *rule, long count) {
  SHINSO_FUSE
  const float scale = rule->gradient_scale, epsilon = rule->epsilon;
  const float decay = rule->decoupled ? 0 : rule->weight_decay;
  const float keep = rule->decoupled ? 1.0f - rule->learning_rate * rule->weight_decay : 1.0f;
  const float step = rule->learning_rate / rule->correction1;
  const float unbias = 1.0f / __builtin_elementwise_sqrt(rule->correction2);
  const float beta2 = rule->beta2;
  const float fresh1 = (float)(1.0 - (double)rule->beta1);
  const float fresh2 = (float)(1.0 - (double)rule->beta2);
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float weight = w[i];
    const float g = scale * gradient[i] + decay * weight;
    const float mean = m[i] + fresh1 * (g - m[i]);
    const float square = beta2 * v[i] + fresh2 * (g * g);
    m[i] = mean;
    v[i] = square;
    w[i] = keep * weight - step * mean / (__builtin_elementwise_sqrt(square) * unbias + epsilon);
  }
}

SHINSO_KERNEL
void shinso_adagrad_step(
    float *w, float *s, const float *gradient, const shinso_adagrad *rule, long count) {
  SHINSO_FUSE
  const float rate = rule->learning_rate, epsilon = rule->epsilon;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float square = s[i] + g * g;
    s[i] = square;
    w[i] -= rate * g / (__builtin_elementwise_sqrt(square) + epsilon);
  }
}

SHINSO_KERNEL
void shinso_rmsprop_step(
    float *w, float *s, const float *gradient, const shinso_rmsprop *rule, long count) {
  SHINSO_FUSE
  const float rate = rule->learning_rate, epsilon = rule->epsilon, alpha = rule->alpha;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  const float fresh = (float)(1.0 - (double)alpha);
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float square = alpha * s[i] + fresh * (g * g);
    s[i] = square;
    w[i] -= rate * g / (__builtin_elementwise_sqrt(square) + epsilon);
  }
}

SHINSO_KERNEL
void shinso_adadelta_step(
    float *w, float *s, float *u, const float *gradient, const shinso_adadelta *rule, long count) {
  SHINSO_FUSE
  const float rate = rule->learning_rate, epsilon = rule->epsilon, rho = rule->rho;
  const float decay = rule->weight_decay, scale = rule->gradient_scale;
  const float fresh = (float)(1.0 - (double)rho);
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) {
    const float g = scale * gradient[i] + decay * w[i];
    const float square = rho * s[i] + fresh * (g * g);
    const float change = __builtin_elementwise_sqrt(u[i] + epsilon) /
                         __builtin_elementwise_sqrt(square + epsilon) * g;
    s[i] = square;
    u[i] = rho * u[i] + fresh * (change * change);
    w[i] -= rate * change;
  }
}
