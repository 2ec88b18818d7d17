// Mixtures of Gaussians with diagonal covariance. Thirty-two frames are scored side by side.

#ifndef SHINSO_GAUSSIAN_H
#define SHINSO_GAUSSIAN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Frames lie in blocks of this many.
#define SHINSO_GAUSSIAN_BLOCK 32

/// Mixture m has the components starts[m]..<starts[m + 1]. The logarithm of the density of component
/// c, times its weight, is constants[c] - Σ (x scale - shift)².
typedef struct {
  const float *scales;    // [components, width]
  const float *shifts;    // [components, width]
  const float *constants; // [components]
  const int32_t *starts;  // [mixtures + 1]
  long width;
} shinso_mixtures;

/// scores [count, stride]: the logarithms of the densities of some mixtures for frames x
/// [width, stride]; the stride is a multiple of SHINSO_GAUSSIAN_BLOCK.
void shinso_mixture_scores(
    float *scores, const float *x, long stride, const int32_t *chosen, long count,
    const shinso_mixtures *mixtures);

/// Adds a frame x [width] to the sums of a mixture's components, each weighted by its probability
/// given the frame, times `weight`: occupancies [components], sums and sums of squares
/// [components, width]. `scratch` has room for the mixture's components.
void shinso_mixture_accumulate(
    double *occupancies, double *sums, double *squares, const float *x, float weight, long mixture,
    float *scratch, const shinso_mixtures *mixtures);

#ifdef __cplusplus
}
#endif

#endif
