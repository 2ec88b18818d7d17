// The transforms of patches, filters, tiles and products between their plain form and their values
// at interpolation points.

// The points are +-POINT[i] and infinity, and also 0 if their number is even.
enum { ZERO = PATCH % 2 == 0, PAIRS = (PATCH - 1) / 2 };

// Powers of the points; 1 over the product of the distances of POINT[i] to the other points (and
// the same for 0); the coefficients in x^2 of the product of all (x^2 - POINT[j]^2), and of that
// product without the factor j = i.
#if TILE == 4 && FILTER == 3
// Squares 1/2 and 2: measured over 512 channels, the error is a third to a half of that with the
// usual 1 and 2.
#define SQRT2 1.41421356237309505
static const float POWER[PAIRS][TILE] = {{1, SQRT2 / 2, 0.5, SQRT2 / 4}, {1, SQRT2, 2, SQRT2 * 2}};
static const float SCALE[PAIRS] = {-2.0 / 3, 1.0 / 6}, SCALE_OF_0 = 1;
static const float ALL[PAIRS + 1] = {1, -2.5, 1};
static const float OTHERS[PAIRS][PAIRS] = {{-2, 1}, {-0.5, 1}};
#elif TILE == 4 && FILTER == 5
// No other points were found with a smaller error.
static const float POWER[PAIRS][FILTER] = {
  {1, 0.5, 0.25, 0.125, 0.0625}, {1, 1, 1, 1, 1}, {1, 2, 4, 8, 16}};
static const float SCALE[PAIRS] = {32.0 / 45, -2.0 / 9, 1.0 / 90}, SCALE_OF_0 = -1;
static const float ALL[PAIRS + 1] = {-1, 5.25, -5.25, 1};
static const float OTHERS[PAIRS][PAIRS] = {{4, -5, 1}, {1, -4.25, 1}, {0.25, -1.25, 1}};
#else
// The best of all triples of 26 values from 1/4 to 3: the error is that of F(4x4, 3x3) with its
// usual points.
#define P (1.0 / 3)
#define Q 0.8
#define R 1.75
#define PP (P * P)
#define QQ (Q * Q)
#define RR (R * R)
static const float POWER[PAIRS][TILE] = {
  {1, P, PP, PP *P, PP *PP}, {1, Q, QQ, QQ *Q, QQ *QQ}, {1, R, RR, RR *R, RR *RR}};
static const float SCALE[PAIRS] = {
  1 / (2 * P * (PP - QQ) * (PP - RR)), 1 / (2 * Q * (QQ - PP) * (QQ - RR)),
  1 / (2 * R * (RR - PP) * (RR - QQ))}, SCALE_OF_0 = 0;
static const float ALL[PAIRS + 1] = {-PP * QQ * RR, PP *QQ + PP * RR + QQ * RR, -PP - QQ - RR, 1};
static const float OTHERS[PAIRS][PAIRS] = {
  {QQ * RR, -QQ - RR, 1}, {PP * RR, -PP - RR, 1}, {PP * QQ, -PP - QQ, 1}};
#endif

/// The products of all coefficients with every second element of `d`; the last coefficient is 1.
INLINE vec combine(const int count, const float *coefficients, const vec *d) {
  vec sum = d[2 * (count - 1)];
  #pragma clang loop unroll(full)
  for (int k = count - 2; k >= 0; k--) sum += coefficients[k] * d[2 * k];
  return sum;
}

/// The coefficients of (x) (x^2 - POINT[0]^2) .. without the factor of each point in turn.
INLINE void transform_input_line(const vec d[PATCH], vec out[PATCH]) {
  if (ZERO) out[0] = combine(PAIRS + 1, ALL, d);
  #pragma clang loop unroll(full)
  for (int i = 0; i < PAIRS; i++) {
    vec even = combine(PAIRS, OTHERS[i], d + ZERO + 1), odd = combine(PAIRS, OTHERS[i], d + ZERO);
    out[ZERO + 2 * i] = even + POWER[i][1] * odd;
    out[ZERO + 2 * i + 1] = even - POWER[i][1] * odd;
  }
  out[PATCH - 1] = combine(PAIRS + 1, ALL, d + ZERO);
}

/// The transpose of `transform_input_line`.
INLINE void spread_line(const vec values[PATCH], vec out[PATCH]) {
  vec sum[PAIRS], difference[PAIRS];
  #pragma clang loop unroll(full)
  for (int i = 0; i < PAIRS; i++) {
    vec plus = values[ZERO + 2 * i], minus = values[ZERO + 2 * i + 1];
    sum[i] = plus + minus;
    difference[i] = POWER[i][1] * (plus - minus);
  }
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    int k = (x - ZERO) >> 1, odd = (x - ZERO) & 1;
    if (x < ZERO) {
      out[x] = ALL[0] * values[0];
    } else if (k == PAIRS) {
      out[x] = values[PATCH - 1];
    } else {
      vec value = OTHERS[0][k] * (odd ? sum[0] : difference[0]);
      #pragma clang loop unroll(full)
      for (int i = 1; i < PAIRS; i++) value += OTHERS[i][k] * (odd ? sum[i] : difference[i]);
      if (!odd) value += ALL[k] * values[PATCH - 1];
      if (odd && ZERO) value += ALL[k + 1] * values[0];
      out[x] = value;
    }
  }
}

/// The values of a polynomial with `count` coefficients at the points.
INLINE void evaluate(const int count, const vec *x, vec out[PATCH]) {
  if (ZERO) out[0] = x[0];
  #pragma clang loop unroll(full)
  for (int i = 0; i < PAIRS; i++) {
    vec even = x[0], odd = POWER[i][1] * x[1];
    #pragma clang loop unroll(full)
    for (int k = 2; k < count; k++) {
      if (k % 2 == 0)
        even += POWER[i][k] * x[k];
      else
        odd += POWER[i][k] * x[k];
    }
    out[ZERO + 2 * i] = even + odd;
    out[ZERO + 2 * i + 1] = even - odd;
  }
  out[PATCH - 1] = x[count - 1];
}

/// The transpose of `evaluate`.
INLINE void powers(const int count, const vec values[PATCH], vec *out) {
  vec even[PAIRS], odd[PAIRS];
  #pragma clang loop unroll(full)
  for (int i = 0; i < PAIRS; i++) {
    even[i] = values[ZERO + 2 * i] + values[ZERO + 2 * i + 1];
    odd[i] = values[ZERO + 2 * i] - values[ZERO + 2 * i + 1];
  }
  #pragma clang loop unroll(full)
  for (int k = 0; k < count; k++) {
    vec sum = POWER[0][k] * (k % 2 == 0 ? even[0] : odd[0]);
    if (ZERO && k == 0) sum += values[0];
    if (k == count - 1) sum += values[PATCH - 1];
    #pragma clang loop unroll(full)
    for (int i = 1; i < PAIRS; i++) sum += POWER[i][k] * (k % 2 == 0 ? even[i] : odd[i]);
    out[k] = sum;
  }
}

/// Multiplies values at the points by the reciprocals of the distances between the points.
INLINE void scale(vec values[PATCH]) {
  if (ZERO) values[0] *= SCALE_OF_0;
  #pragma clang loop unroll(full)
  for (int i = 0; i < PAIRS; i++) {
    values[ZERO + 2 * i] *= SCALE[i];
    values[ZERO + 2 * i + 1] *= ZERO ? SCALE[i] : -SCALE[i];
  }
}

/// Vectors of `count` lanes, with given distances in floats between rows and columns. Only those
/// whose row bit and column bit are set exist; the others are zero.
struct Patch {
  const float *src;
  ptrdiff_t row_stride, column_stride;
  int count;
  unsigned rows, columns;
};

/// Transforms `size` x `size` vectors of a patch into PRODUCTS matrices, either a patch of inputs
/// or the gradient of a tile. With `whole`, all vectors exist.
INLINE void transform(
  const int size, const int whole, const struct Patch *patch, float *out, size_t stride) {
  vec half[PATCH][PATCH];
  #pragma clang loop unroll(full)
  for (int y = 0; y < size; y++) {
    vec row[PATCH];
    #pragma clang loop unroll(full)
    for (int x = 0; x < size; x++) {
      const float *at = patch->src + y * patch->row_stride + x * patch->column_stride;
      row[x] = whole ? load(at)
                     : load_valid(at, patch->count, patch->rows >> y & patch->columns >> x & 1);
    }
    if (size == PATCH)
      transform_input_line(row, half[y]);
    else
      evaluate(size, row, half[y]);
  }
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[PATCH];
    for (int y = 0; y < size; y++) column[y] = half[y][x];
    if (size == PATCH)
      transform_input_line(column, done);
    else
      evaluate(size, column, done);
    for (int y = 0; y < PATCH; y++) store(out + (size_t)(y * PATCH + x) * stride, done[y]);
  }
}

/// Transforms the products into one output tile.
INLINE void transform_output(const float *products, size_t stride, vec out[TILE][TILE]) {
  vec half[TILE][PATCH];
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[TILE];
    for (int y = 0; y < PATCH; y++) column[y] = load(products + (size_t)(y * PATCH + x) * stride);
    powers(TILE, column, done);
    for (int y = 0; y < TILE; y++) half[y][x] = done[y];
  }
  #pragma clang loop unroll(full)
  for (int y = 0; y < TILE; y++) powers(TILE, half[y], out[y]);
}

/// The transpose of `transform` for a patch of inputs.
INLINE void spread(const float *products, size_t stride, vec out[PATCH][PATCH]) {
  vec half[PATCH][PATCH];
  #pragma clang loop unroll(full)
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[PATCH];
    for (int y = 0; y < PATCH; y++) column[y] = load(products + (size_t)(y * PATCH + x) * stride);
    spread_line(column, done);
    for (int y = 0; y < PATCH; y++) half[y][x] = done[y];
  }
  #pragma clang loop unroll(full)
  for (int y = 0; y < PATCH; y++) spread_line(half[y], out[y]);
}

/// Transforms one filter per lane into PRODUCTS matrices.
INLINE void transform_filter(const vec g[TAPS], float *out, size_t stride) {
  vec half[PATCH][FILTER];
  for (int x = 0; x < FILTER; x++) {
    vec column[FILTER], done[PATCH];
    for (int y = 0; y < FILTER; y++) column[y] = g[y * FILTER + x];
    evaluate(FILTER, column, done);
    scale(done);
    for (int y = 0; y < PATCH; y++) half[y][x] = done[y];
  }
  for (int y = 0; y < PATCH; y++) {
    vec done[PATCH];
    evaluate(FILTER, half[y], done);
    scale(done);
    for (int x = 0; x < PATCH; x++) store(out + (size_t)(y * PATCH + x) * stride, done[x]);
  }
}

/// Transforms PRODUCTS matrices into the gradient of one filter per lane, [TAPS][LANES].
INLINE void transform_filter_gradient(const float *products, size_t stride, float *out) {
  vec half[FILTER][PATCH];
  for (int x = 0; x < PATCH; x++) {
    vec column[PATCH], done[FILTER];
    for (int y = 0; y < PATCH; y++) column[y] = load(products + (size_t)(y * PATCH + x) * stride);
    scale(column);
    powers(FILTER, column, done);
    for (int y = 0; y < FILTER; y++) half[y][x] = done[y];
  }
  for (int y = 0; y < FILTER; y++) {
    vec done[FILTER];
    scale(half[y]);
    powers(FILTER, half[y], done);
    for (int x = 0; x < FILTER; x++) store(out + (y * FILTER + x) * LANES, done[x]);
  }
}
