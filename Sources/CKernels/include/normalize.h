// Normalization by channel, one plane x[spatial][lanes] per call.
//
// The lanes form [N][G][S][L] covers every layout. Channels-last has G = 1 and all channels in L.
// Blocked nChw8c and nChw16c have L = 8 and 16 (channel g L + l). Plain NCHW has all channels in G
// and L = 1. A matrix [N, C] is one plane with S = N and L = C. The caller loops over n and g (a
// plane may also be split along s) and passes the channel parameters from lane 0 of the plane on.

#ifndef SHINSO_NORMALIZE_H
#define SHINSO_NORMALIZE_H

#ifdef __cplusplus
extern "C" {
#endif

/// Adds a plane to the running moments of its channels: `mean[lanes]`, and `m2[lanes]`, the sum of
/// squared deviations from the mean, over `count` values so far (0: they are set, not read).
/// Deviations are taken from the mean of each short run (Chan, Golub and LeVeque, 1979), so that a
/// large mean does not hide the variance. The caller adds `spatial` to its count.
void shinso_norm_moments(
    double *mean, double *m2, long count, const float *x, long spatial, long lanes);

/// Merges the moments of `other_count` further values, in double precision. If threads take fixed
/// pieces that are merged in a fixed order, the bits do not depend on the number of threads.
void shinso_norm_merge_moments(
    double *mean, double *m2, long count, const double *other_mean, const double *other_m2,
    long other_count, long lanes);

/// y[s][l] = clamp(x[s][l] scale[l] + shift[l] + residual[s][l], lower, upper); NaN is kept.
/// `residual` may be null; y may be x or residual. Infinite bounds mean no clamping.
void shinso_norm_apply(
    float *y, const float *x, const float *scale, const float *shift, const float *residual,
    float lower, float upper, long spatial, long lanes);

/// The sums for the backward pass: d_beta[l] += Σ dz and d_gamma[l] += Σ dz (x - mean[l])
/// inverse_deviation[l], with dz = dy where lower < x scale[l] + shift[l] < upper and 0 elsewhere. If
/// `scale` is null, there is no clamping: dz = dy.
void shinso_norm_backward_sums(
    double *d_gamma, double *d_beta, const float *dy, const float *scale, const float *shift,
    float lower, float upper, const float *x, const float *mean, const float *inverse_deviation,
    long spatial, long lanes);

/// dx[s][l] = a[l] dz + b[l] x + c[l], with dz as above; dx may be dy. With γ, σ⁻¹ and the sums
/// over the n values of a channel: a = γ σ⁻¹, b = -a σ⁻¹ d_gamma / n, c = -a d_beta / n - b mean.
/// If the forward pass used running statistics, b = c = 0.
void shinso_norm_backward_apply(
    float *dx, const float *dy, const float *scale, const float *shift, float lower, float upper,
    const float *x, const float *a, const float *b, const float *c, long spatial, long lanes);

#ifdef __cplusplus
}
#endif

#endif
