// Normalization of rows by their own mean and variance: layer norm and group norm.
//
// A row holds `channels` channels of `spatial` values: group r mod `groups` of image r / groups.
// Layer norm has one group and spatial 1. gamma and beta [groups channels] may be null.

#ifndef SHINSO_GROUP_NORM_H
#define SHINSO_GROUP_NORM_H

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  long groups, channels, spatial;
} shinso_group_shape;

/// Computes the rows first..<last of y = (x - mean) inverse_deviation gamma + beta, and stores the
/// mean and 1 / √(variance + epsilon) of each row.
void shinso_group_norm_forward(
    float *y, float *mean, float *inverse_deviation, const float *x, const float *gamma,
    const float *beta, float epsilon, const shinso_group_shape *shape, long first, long last);

/// Computes the rows first..<last of the gradient of x if spatial > 1. channel_sums [rows,
/// channels, 2] receives the sums of dy and of dy (x - mean) for each channel.
void shinso_group_norm_backward(
    float *dx, double *channel_sums, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const float *gamma, const shinso_group_shape *shape, long first,
    long last);

/// Computes the gradients of gamma and beta over all `rows`, for the channels first..<last of the
/// groups channels.
void shinso_group_norm_backward_parameters(
    float *d_gamma, float *d_beta, const double *channel_sums, const float *inverse_deviation,
    const shinso_group_shape *shape, long rows, long first, long last);

/// Computes the rows first..<last of the gradient of x if spatial is 1. For each run of `run_rows`
/// rows, a multiple of the groups, run_sums [runs, 2, groups channels] receives the run's part of
/// the gradients of gamma and beta; it is null if they are not needed. A run must not be split
/// between calls.
void shinso_layer_norm_backward(
    float *dx, float *run_sums, const float *dy, const float *x, const float *mean,
    const float *inverse_deviation, const float *gamma, const shinso_group_shape *shape,
    long run_rows, long first, long last);

/// Computes the gradients of gamma and beta for the channels first..<last of the groups channels.
void shinso_layer_norm_backward_parameters(
    float *d_gamma, float *d_beta, const float *run_sums, const shinso_group_shape *shape,
    long runs, long first, long last);

#ifdef __cplusplus
}
#endif

#endif
