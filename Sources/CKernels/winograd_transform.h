// The transforms of 6 x 6 patches, 3 x 3 filters and 6 x 6 products.

// The interpolation points are 0, +-a, +-b and infinity with a^2 = 1/2 and b^2 = 2. Over 512
// channels they were measured to err a third to a half as much as the usual 1 and 2.
#define A_POINT 0.70710678118654752
#define B_POINT 1.41421356237309505
static const float A1 = A_POINT, A2 = 0.5, A3 = A_POINT * 0.5;
static const float B1 = B_POINT, B2 = 2.0, B3 = B_POINT * 2.0;
/// a^2 + b^2; a^2 b^2 is 1.
static const float SUM = 2.5;
/// One over the product of the distances of +-a and +-b to the other points; that of 0 is 1.
static const float GA = 0.5 / (0.5 * (0.5 - 2.0)), GB = 0.5 / (2.0 * (2.0 - 0.5));

/// The coefficients of x (x^2 - a^2) (x^2 - b^2) without the factor of each point in turn.
INLINE void transform_input_line(const vec d[PATCH], vec out[PATCH]) {
  vec even_a = d[4] - B2 * d[2], odd_a = d[3] - B2 * d[1];
  vec even_b = d[4] - A2 * d[2], odd_b = d[3] - A2 * d[1];
  out[0] = d[0] + d[4] - SUM * d[2];
  out[1] = even_a + A1 * odd_a;
  out[2] = even_a - A1 * odd_a;
  out[3] = even_b + B1 * odd_b;
  out[4] = even_b - B1 * odd_b;
  out[5] = d[1] + d[5] - SUM * d[3];
}

/// The powers 0 to 3 of each point.
INLINE void transform_output_line(const vec m[PATCH], vec out[TILE]) {
  vec even_a = m[1] + m[2], odd_a = m[1] - m[2];
  vec even_b = m[3] + m[4], odd_b = m[3] - m[4];
  out[0] = m[0] + even_a + even_b;
  out[1] = A1 * odd_a + B1 * odd_b;
  out[2] = A2 * even_a + B2 * even_b;
  out[3] = m[5] + A3 * odd_a + B3 * odd_b;
}

/// The powers 0 to 2 of each point, over the product of its distances to the others.
INLINE void transform_filter_line(const vec g[3], vec out[PATCH]) {
  vec even_a = GA * g[0] + (GA * A2) * g[2], odd_a = (GA * A1) * g[1];
  vec even_b = GB * g[0] + (GB * B2) * g[2], odd_b = (GB * B1) * g[1];
  out[0] = g[0];
  out[1] = even_a + odd_a;
  out[2] = even_a - odd_a;
  out[3] = even_b + odd_b;
  out[4] = even_b - odd_b;
  out[5] = g[2];
}

/// The transpose of `transform_output_line`: the gradient of the products.
INLINE void transform_gradient_line(const vec y[TILE], vec out[PATCH]) {
  vec even_a = y[0] + A2 * y[2], odd_a = A1 * y[1] + A3 * y[3];
  vec even_b = y[0] + B2 * y[2], odd_b = B1 * y[1] + B3 * y[3];
  out[0] = y[0];
  out[1] = even_a + odd_a;
  out[2] = even_a - odd_a;
  out[3] = even_b + odd_b;
  out[4] = even_b - odd_b;
  out[5] = y[3];
}

/// The transpose of `transform_filter_line`: the gradient of the filter.
INLINE void transform_filter_gradient_line(const vec u[PATCH], vec out[3]) {
  vec even_a = u[1] + u[2], odd_a = u[1] - u[2];
  vec even_b = u[3] + u[4], odd_b = u[3] - u[4];
  out[0] = u[0] + GA * even_a + GB * even_b;
  out[1] = (GA * A1) * odd_a + (GB * B1) * odd_b;
  out[2] = u[5] + (GA * A2) * even_a + (GB * B2) * even_b;
}

/// One patch, its rows `row_stride` floats apart, into 36 matrices.
INLINE void transform_input(const float *src, ptrdiff_t row_stride, float *out, size_t stride) {
  vec half[PATCH][PATCH];
  #pragma clang loop unroll(full)
  for (int y = 0; y < PATCH; y++) {
    vec row[PATCH];
    for (int x = 0; x < PATCH; x++) row[x] = load(src + y * row_stride + x * LANES);
    transform_input_line(row, half[y]);
  }
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[PATCH];
    for (int y = 0; y < PATCH; y++) column[y] = half[y][x];
    transform_input_line(column, done);
    for (int y = 0; y < PATCH; y++) store(out + (size_t)(y * PATCH + x) * stride, done[y]);
  }
}

/// 36 products into one tile of outputs.
INLINE void transform_output(const float *products, size_t stride, vec out[TILE][TILE]) {
  vec half[TILE][PATCH];
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[TILE];
    for (int y = 0; y < PATCH; y++) column[y] = load(products + (size_t)(y * PATCH + x) * stride);
    transform_output_line(column, done);
    for (int y = 0; y < TILE; y++) half[y][x] = done[y];
  }
  #pragma clang loop unroll(full)
  for (int y = 0; y < TILE; y++) transform_output_line(half[y], out[y]);
}

/// One filter for each lane into 36 matrices.
INLINE void transform_filter(const vec g[9], float *out, size_t stride) {
  vec half[PATCH][3];
  for (int x = 0; x < 3; x++) {
    vec column[3] = {g[x], g[3 + x], g[6 + x]}, done[PATCH];
    transform_filter_line(column, done);
    for (int y = 0; y < PATCH; y++) half[y][x] = done[y];
  }
  for (int y = 0; y < PATCH; y++) {
    vec done[PATCH];
    transform_filter_line(half[y], done);
    for (int x = 0; x < PATCH; x++) store(out + (size_t)(y * PATCH + x) * stride, done[x]);
  }
}

/// One tile of output gradients, its rows `row_stride` floats apart, into 36 matrices.
INLINE void transform_gradient(const float *src, ptrdiff_t row_stride, float *out, size_t stride) {
  vec half[TILE][PATCH];
  #pragma clang loop unroll(full)
  for (int y = 0; y < TILE; y++) {
    vec row[TILE];
    for (int x = 0; x < TILE; x++) row[x] = load(src + y * row_stride + x * LANES);
    transform_gradient_line(row, half[y]);
  }
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[TILE], done[PATCH];
    for (int y = 0; y < TILE; y++) column[y] = half[y][x];
    transform_gradient_line(column, done);
    for (int y = 0; y < PATCH; y++) store(out + (size_t)(y * PATCH + x) * stride, done[y]);
  }
}

/// 36 matrices into the gradient of one filter for each lane, [9][LANES].
INLINE void transform_filter_gradient(const float *products, size_t stride, float *out) {
  vec half[3][PATCH];
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[3];
    for (int y = 0; y < PATCH; y++) column[y] = load(products + (size_t)(y * PATCH + x) * stride);
    transform_filter_gradient_line(column, done);
    for (int y = 0; y < 3; y++) half[y][x] = done[y];
  }
  for (int y = 0; y < 3; y++) {
    vec done[3];
    transform_filter_gradient_line(half[y], done);
    for (int x = 0; x < 3; x++) store(out + (y * 3 + x) * LANES, done[x]);
  }
}
