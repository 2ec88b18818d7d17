#include "gaussian.h"

#include "elementwise_math.h"

enum { BLOCK = SHINSO_GAUSSIAN_BLOCK, LANES = 16 };
typedef shinso_f32x16 lanes;

/// Of one component, for a block of frames.
SHINSO_INLINE void log_densities(
    float *restrict result, const float *x, long stride, const float *scale, const float *shift,
    float constant, long width) {
  SHINSO_FUSE
  lanes a = constant, b = constant;
  for (long d = 0; d < width; d++) {
    const lanes *row = (const lanes *)(x + d * stride);
    const lanes p = row[0] * scale[d] - shift[d];
    const lanes q = row[1] * scale[d] - shift[d];
    a -= p * p;
    b -= q * q;
  }
  ((lanes *)result)[0] = a;
  ((lanes *)result)[1] = b;
}

/// largest + log(sum) becomes the logarithm of the sum with `value` added.
SHINSO_INLINE void add_logarithms(
    float *restrict largest, float *restrict sum, const float *restrict value) {
  for (int i = 0; i < BLOCK; i++) {
    const float difference = value[i] - largest[i];
    const float e = shinso_exp(-__builtin_fabsf(difference));
    sum[i] = difference > 0 ? sum[i] * e + 1.0f : sum[i] + e;
    largest[i] = difference > 0 ? value[i] : largest[i];
  }
}

SHINSO_KERNEL void shinso_mixture_scores(
    float *scores, const float *x, long stride, const int32_t *chosen, long count,
    const shinso_mixtures *mixtures) {
  const long width = mixtures->width;
  for (long block = 0; block < stride; block += BLOCK) {
    for (long i = 0; i < count; i++) {
      const int32_t first = mixtures->starts[chosen[i]], last = mixtures->starts[chosen[i] + 1];
      float largest[BLOCK], sum[BLOCK], value[BLOCK];
      for (int32_t c = first; c < last; c++) {
        log_densities(
            c == first ? largest : value, x + block, stride, mixtures->scales + c * width,
            mixtures->shifts + c * width, mixtures->constants[c], width);
        if (c > first) {
          add_logarithms(largest, sum, value);
        } else {
          for (int k = 0; k < BLOCK; k++) sum[k] = 1;
        }
      }
      float *result = scores + i * stride + block;
      for (int k = 0; k < BLOCK; k++) result[k] = largest[k] + shinso_log(sum[k]);
    }
  }
}

SHINSO_KERNEL void shinso_mixture_accumulate(
    double *occupancies, double *sums, double *squares, const float *x, float weight, long mixture,
    float *scratch, const shinso_mixtures *mixtures) {
  SHINSO_REORDER
  const long width = mixtures->width;
  const int32_t first = mixtures->starts[mixture], last = mixtures->starts[mixture + 1];
  float largest = -SHINSO_INFINITY;
  for (int32_t c = first; c < last; c++) {
    const float *scale = mixtures->scales + c * width, *shift = mixtures->shifts + c * width;
    float distance = 0;
    for (long d = 0; d < width; d++) {
      const float p = x[d] * scale[d] - shift[d];
      distance += p * p;
    }
    const float value = mixtures->constants[c] - distance;
    scratch[c - first] = value;
    largest = value > largest ? value : largest;
  }
  float total = 0;
  for (int32_t c = first; c < last; c++) {
    scratch[c - first] = shinso_exp(scratch[c - first] - largest);
    total += scratch[c - first];
  }
  for (int32_t c = first; c < last; c++) {
    const double share = (double)weight * scratch[c - first] / total;
    if (share < 1e-10) continue;
    occupancies[c] += share;
    double *restrict sum = sums + c * width, *restrict square = squares + c * width;
    for (long d = 0; d < width; d++) {
      const double product = share * x[d];
      sum[d] += product;
      square[d] += product * x[d];
    }
  }
}
