// Local response normalization across channels of one image [groups][pixels][lanes] (the lanes form
// of normalize.h, channel = group * lanes + lane; lanes = 1 is plain NCHW), forward and backward.

#ifndef SHINSO_LOCAL_RESPONSE_H
#define SHINSO_LOCAL_RESPONSE_H

#ifdef __cplusplus
extern "C" {
#endif

/// The most neighbors that the kernels take.
#define SHINSO_LOCAL_RESPONSE_MAX 16

/// y = x b^-beta with b = k + alpha s, where s is the sum of the squares of `size` neighbors: channel
/// c - size / 2 to c + (size - 1) / 2, of which those outside count as 0.
typedef struct {
  long size;
  float alpha, beta, k;
} shinso_local_response;

/// The channels of an image, padding of a last group not counted, and its form.
typedef struct {
  long channels, pixels, lanes;
} shinso_channel_planes;

/// Sets the pixels first..<last of y; channels beyond the last one become 0.
void shinso_local_response_forward(
    float *y, const float *x, const shinso_local_response *rule,
    const shinso_channel_planes *planes, long first, long last);

/// Sets the pixels first..<last of dx. b is computed again from x.
void shinso_local_response_backward(
    float *dx, const float *dy, const float *x, const shinso_local_response *rule,
    const shinso_channel_planes *planes, long first, long last);

#ifdef __cplusplus
}
#endif

#endif
