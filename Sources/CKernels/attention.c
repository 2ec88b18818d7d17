#include "attention.h"

#include "elementwise_math.h"

SHINSO_INLINE long shinso_attention_owner(const shinso_attention *source, long row) {
  return source->owners == NULL ? row : (long)source->owners[row];
}

SHINSO_INLINE float shinso_attention_score(
    const float *query, const float *key, const float *v, long size) {
  SHINSO_REORDER
  float sum = 0;
  for (long a = 0; a < size; a++) sum += v[a] * shinso_tanh(query[a] + key[a]);
  return sum;
}

SHINSO_INLINE float shinso_attention_dot(const float *a, const float *b, long count) {
  SHINSO_REORDER
  float sum = 0;
  for (long i = 0; i < count; i++) sum += a[i] * b[i];
  return sum;
}

/// y += factor x
SHINSO_INLINE void shinso_attention_add(float *y, float factor, const float *x, long count) {
  SHINSO_FUSE
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) y[i] += factor * x[i];
}

/// What a score's slope adds to the gradients of the query or key, and of v (unless null).
SHINSO_INLINE void shinso_attention_add_slope(
    float *sum, float *d_v, float score, const float *query, const float *key, const float *v,
    long size) {
  SHINSO_FUSE
  SHINSO_INDEPENDENT
  for (long a = 0; a < size; a++) {
    const float t = shinso_tanh(query[a] + key[a]);
    sum[a] += score * v[a] * (1.0f - t * t);
    if (d_v != NULL) d_v[a] += score * t;
  }
}

SHINSO_KERNEL
void shinso_attention_forward(
    const shinso_attention *source, float *weights, float *context, const float *query, long first,
    long last) {
  const long steps = source->steps, size = source->size, width = source->width;
  for (long row = first; row < last; row++) {
    const long n = shinso_attention_owner(source, row), length = (long)source->lengths[n];
    float *weight = weights + row * steps, *sum = context + row * width;
    float greatest = -SHINSO_INFINITY, total = 0;
    for (long s = 0; s < length; s++) {
      const float *key = source->keys + (s * source->batch + n) * size;
      weight[s] = shinso_attention_score(query + row * size, key, source->v, size);
      greatest = weight[s] > greatest ? weight[s] : greatest;
    }
    for (long s = 0; s < length; s++) {
      weight[s] = shinso_exp(weight[s] - greatest);
      total += weight[s];
    }
    for (long i = 0; i < width; i++) sum[i] = 0;
    for (long s = 0; s < length; s++) {
      weight[s] /= total;
      shinso_attention_add(
          sum, weight[s], source->values + (s * source->batch + n) * width, width);
    }
    for (long s = length; s < steps; s++) weight[s] = 0;
  }
}

SHINSO_KERNEL
void shinso_attention_backward(
    const shinso_attention *source, float *d_scores, float *d_query, const float *d_context,
    const float *weights, const float *query, long first, long last) {
  const long steps = source->steps, size = source->size, width = source->width;
  for (long row = first; row < last; row++) {
    const long n = shinso_attention_owner(source, row), length = (long)source->lengths[n];
    const float *weight = weights + row * steps, *asked = query + row * size;
    float *slope = d_scores + row * steps, *to_query = d_query + row * size;
    float mean = 0;
    for (long s = 0; s < length; s++) {
      const float *value = source->values + (s * source->batch + n) * width;
      slope[s] = shinso_attention_dot(d_context + row * width, value, width);
      mean += weight[s] * slope[s];
    }
    for (long a = 0; a < size; a++) to_query[a] = 0;
    for (long s = 0; s < length; s++) {
      const float *key = source->keys + (s * source->batch + n) * size;
      slope[s] = weight[s] * (slope[s] - mean);
      shinso_attention_add_slope(to_query, NULL, slope[s], asked, key, source->v, size);
    }
    for (long s = length; s < steps; s++) slope[s] = 0;
  }
}

SHINSO_KERNEL
void shinso_attention_source_backward(
    const shinso_attention *source, float *d_keys, float *d_values, float *d_v,
    const float *queries, const float *weights, const float *d_scores, const float *d_context,
    long times, long first, long last) {
  const long steps = source->steps, batch = source->batch;
  const long size = source->size, width = source->width;
  for (long n = first; n < last; n++) {
    float *to_v = d_v + n * size;
    for (long a = 0; a < size; a++) to_v[a] = 0;
    for (long s = 0; s < steps; s++) {
      const long place = s * batch + n;
      float *to_key = d_keys + place * size, *to_value = d_values + place * width;
      const float *key = source->keys + place * size;
      for (long a = 0; a < size; a++) to_key[a] = 0;
      for (long i = 0; i < width; i++) to_value[i] = 0;
      if (s >= source->lengths[n]) continue;
      for (long t = 0; t < times; t++) {
        const long row = t * batch + n;
        shinso_attention_add_slope(
            to_key, to_v, d_scores[row * steps + s], queries + row * size, key, source->v, size);
        shinso_attention_add(
            to_value, weights[row * steps + s], d_context + row * width, width);
      }
    }
  }
}
