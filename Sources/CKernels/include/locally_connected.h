// Convolutions whose weights differ from place to place. Windows are gathered one place at a time for
// some pictures, so that no more than those lie unfolded in memory.

#ifndef SHINSO_LOCALLY_CONNECTED_H
#define SHINSO_LOCALLY_CONNECTED_H

#ifdef __cplusplus
extern "C" {
#endif

/// Pictures that are gathered at a time.
#define SHINSO_LOCAL_PICTURES 32

/// x [n][channels][height][width], y [n][filters][rows][columns], the weight
/// [rows * columns][filters][channels * kernel_height * kernel_width].
typedef struct {
  long channels, height, width;
  long filters, rows, columns;
  long kernel_height, kernel_width, stride_height, stride_width;
  long dilation_height, dilation_width, top, left;
} shinso_local_shape;

/// Sets y at the places first..<last for `pictures` pictures. `room` takes the windows of
/// SHINSO_LOCAL_PICTURES pictures.
void shinso_local_forward(
    float *y, const float *x, const float *weight, const shinso_local_shape *shape, float *room,
    long pictures, long first, long last);

/// Sets x of the pictures first..<last. `room` is as above.
void shinso_local_transpose(
    float *x, const float *y, const float *weight, const shinso_local_shape *shape, float *room,
    long first, long last);

/// Sets the weight's gradient at the places first..<last from dy and x. `room` is as above.
void shinso_local_weight(
    float *gradient, const float *dy, const float *x, const shinso_local_shape *shape, float *room,
    long pictures, long first, long last);

#ifdef __cplusplus
}
#endif

#endif
