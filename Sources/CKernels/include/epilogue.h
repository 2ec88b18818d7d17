// What a convolution does with its sums on the way to memory.

#ifndef SHINSO_EPILOGUE_H
#define SHINSO_EPILOGUE_H

/// clamp(sum + bias + residual, lower, upper). -INFINITY and INFINITY mean no clamping. NaN is kept.
///
/// The unused channels of a last block become clamp(0), so `lower` > 0 would break the zeros there.
typedef struct {
  /// One number per output channel, padded with zeros to a whole block, or null.
  const float *bias;
  /// In the layout of the result, or null. It may be the result itself.
  const float *residual;
  float lower, upper;
} shinso_epilogue;

#endif
