#include "local_response.h"

#include "elementwise_math.h"

// Channels of several pixels are gathered in rows, which stay in the first-level cache. A row has
// room for the neighbors of both sums and for whole vectors.
enum {
  PIXELS = 8,
  WIDTH = 512,
  VECTOR = 16,
  ROOM = WIDTH + 2 * SHINSO_LOCAL_RESPONSE_MAX + 2 * VECTOR,
  STRETCH = 256,
};

typedef float Rows[PIXELS][ROOM];

/// b^-beta. Three quarters is what everybody takes.
SHINSO_INLINE float power(float b, float beta, int is_usual) {
  if (!is_usual) return shinso_exp(-beta * shinso_log(b));
  const float root = __builtin_elementwise_sqrt(b);
  return 1.0f / (root * __builtin_elementwise_sqrt(root));
}

SHINSO_INLINE int is_usual(const shinso_local_response *rule) { return rule->beta == 0.75f; }

SHINSO_INLINE long before(const shinso_local_response *rule) { return rule->size / 2; }
SHINSO_INLINE long behind(const shinso_local_response *rule) { return (rule->size - 1) / 2; }

// MARK: Channels side by side

/// sums[i] = the sum of `size` elements of x from i on; `sums` may be x. Writes whole vectors.
SHINSO_INLINE void window_sums(float *sums, const float *x, long count, long size) {
  for (long i = 0; i < count; i += VECTOR) {
    shinso_f32x16 sum = *(const shinso_f32x16 *)(x + i);
    for (long j = 1; j < size; j++) sum += *(const shinso_f32x16 *)(x + i + j);
    *(shinso_f32x16 *)(sums + i) = sum;
  }
}

/// Some channels of some pixels.
struct Tile {
  const shinso_channel_planes *planes;
  long pixel, pixels;
  long channel, channels;
};

SHINSO_INLINE long offset_of(const struct Tile *tile, long channel, long pixel) {
  const long lanes = tile->planes->lanes, group = channel / lanes;
  return (group * tile->planes->pixels + tile->pixel + pixel) * lanes + channel - group * lanes;
}

/// `BODY` for each stretch of `count` channels that lie side by side: `at` is where it starts in the
/// image, `i` where in the tile.
#define FOR_STRETCHES(TILE, BODY)                                                        \
  for (long i = 0; i < (TILE)->channels;) {                                              \
    const long lanes = (TILE)->planes->lanes, start = (TILE)->channel + i;               \
    const long count = shinso_min(lanes - start % lanes, (TILE)->channels - i);          \
    long at = offset_of(TILE, start, 0);                                                 \
    for (long p = 0; p < (TILE)->pixels; p++, at += lanes) {                             \
      if (count == 16) {                                                                 \
        BODY(16)                                                                         \
      } else if (count == 8) {                                                           \
        BODY(8)                                                                          \
      } else {                                                                           \
        BODY(count)                                                                      \
      }                                                                                  \
    }                                                                                    \
    i += count;                                                                          \
  }

/// rows[p][i] = a b for the channels from `reach` before the tile's to `reach` behind them; zeros
/// stand for those that do not exist.
SHINSO_INLINE void gather_products(
    Rows rows, const float *a, const float *b, const struct Tile *tile, long reach) {
  const long all = tile->channels + 2 * reach + 2 * VECTOR - 1;
  for (long p = 0; p < tile->pixels; p++) {
    memset(rows[p], 0, (size_t)reach * sizeof(float));
    memset(
        rows[p] + reach + tile->channels, 0,
        (size_t)(all / VECTOR * VECTOR - reach - tile->channels) * sizeof(float));
    for (long i = 1; i <= reach; i++) {
      const long below = tile->channel - i, above = tile->channel + tile->channels + i - 1;
      if (below >= 0) {
        const long at = offset_of(tile, below, p);
        rows[p][reach - i] = a[at] * b[at];
      }
      if (above < tile->planes->channels) {
        const long at = offset_of(tile, above, p);
        rows[p][reach + tile->channels + i - 1] = a[at] * b[at];
      }
    }
  }
#define GATHER(COUNT)              \
  SHINSO_INDEPENDENT               \
  for (long l = 0; l < COUNT; l++) \
    rows[p][reach + i + l] = a[at + l] * b[at + l];
  FOR_STRETCHES(tile, GATHER)
#undef GATHER
}

SHINSO_INLINE void forward_tile(
    float *y, const float *x, const shinso_local_response *rule, const struct Tile *tile,
    const int usual) {
  Rows rows;
  gather_products(rows, x, x, tile, before(rule));
  for (long p = 0; p < tile->pixels; p++) {
    SHINSO_FUSE
    window_sums(rows[p], rows[p], tile->channels, rule->size);
    SHINSO_INDEPENDENT
    for (long i = 0; i < tile->channels; i++)
      rows[p][i] = power(rule->k + rule->alpha * rows[p][i], rule->beta, usual);
  }
#define SCALE(COUNT)               \
  SHINSO_INDEPENDENT               \
  for (long l = 0; l < COUNT; l++) \
    y[at + l] = x[at + l] * rows[p][i + l];
  FOR_STRETCHES(tile, SCALE)
#undef SCALE
}

/// dx = dy factor + weight x sum for `count` elements from `at` on.
SHINSO_INLINE void combine(
    float *dx, const float *dy, const float *x, const float *factors, const float *sums,
    float weight, long at, long count) {
  SHINSO_FUSE
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++)
    dx[at + i] = dy[at + i] * factors[i] + weight * x[at + i] * sums[i];
}

SHINSO_INLINE void backward_tile(
    float *dx, const float *dy, const float *x, const shinso_local_response *rule,
    const struct Tile *tile, const int usual) {
  // dx = dy b^-beta - 2 alpha beta x (the sum of dy x b^-(beta + 1) over those of which the channel
  // is a neighbor).
  Rows factors, slopes;
  const long reach = rule->size - 1, first = before(rule), middle = behind(rule);
  gather_products(factors, x, x, tile, reach);
  gather_products(slopes, dy, x, tile, reach);
  const float weight = -2 * rule->alpha * rule->beta;
  for (long p = 0; p < tile->pixels; p++) {
    SHINSO_FUSE
    // Both from `middle` channels before the tile's on.
    window_sums(factors[p], factors[p], tile->channels + reach, rule->size);
    float *factor = factors[p], *slope = slopes[p];
    float moved[ROOM];
    memcpy(moved, slope + first, (size_t)(tile->channels + reach) * sizeof(float));
    SHINSO_INDEPENDENT
    for (long i = 0; i < tile->channels + reach; i++) {
      const float b = rule->k + rule->alpha * factor[i];
      const float f = power(b, rule->beta, usual);
      factor[i] = f;
      slope[i] = moved[i] * f / b;
    }
    window_sums(slope, slope, tile->channels, rule->size);
  }
#define COMBINE(COUNT) \
  combine(dx, dy, x, factors[p] + middle + i, slopes[p] + i, weight, at, COUNT);
  FOR_STRETCHES(tile, COMBINE)
#undef COMBINE
}

/// The channels beyond the last one of some pixels.
SHINSO_INLINE void clear_padding(float *y, const struct Tile *tile) {
  const long lanes = tile->planes->lanes, channels = tile->planes->channels;
  const long padding = (lanes - channels % lanes) % lanes;
  if (padding == 0) return;
  for (long p = 0; p < tile->pixels; p++)
    memset(y + offset_of(tile, channels, p), 0, (size_t)padding * sizeof(float));
}

/// The tile at a pixel and channel, as large as may be; whole groups.
SHINSO_INLINE struct Tile tile_at(
    const shinso_channel_planes *planes, long pixel, long last, long channel) {
  struct Tile tile = {planes, pixel, shinso_min(PIXELS, last - pixel), channel, 0};
  const long most = planes->lanes < WIDTH ? WIDTH / planes->lanes * planes->lanes : WIDTH;
  tile.channels = shinso_min(most, planes->channels - channel);
  return tile;
}

// MARK: Plain

/// sums[i] = k + alpha times the sum of the squares of a channel's neighbors, for `count` pixels.
SHINSO_INLINE void plain_bases(
    float *bases, const float *x, const shinso_local_response *rule,
    const shinso_channel_planes *planes, long channel, long pixel, long count) {
  SHINSO_FUSE
  const long start = shinso_max(channel - before(rule), 0);
  const long end = shinso_min(channel + behind(rule) + 1, planes->channels);
  memset(bases, 0, (size_t)count * sizeof(float));
  for (long c = start; c < end; c++) {
    const float *row = x + c * planes->pixels + pixel;
    SHINSO_INDEPENDENT
    for (long i = 0; i < count; i++) bases[i] += row[i] * row[i];
  }
  SHINSO_INDEPENDENT
  for (long i = 0; i < count; i++) bases[i] = rule->k + rule->alpha * bases[i];
}

SHINSO_INLINE void plain_forward(
    float *y, const float *x, const shinso_local_response *rule,
    const shinso_channel_planes *planes, long pixel, long count, const int usual) {
  float bases[STRETCH];
  for (long c = 0; c < planes->channels; c++) {
    plain_bases(bases, x, rule, planes, c, pixel, count);
    const long at = c * planes->pixels + pixel;
    SHINSO_INDEPENDENT
    for (long i = 0; i < count; i++) y[at + i] = x[at + i] * power(bases[i], rule->beta, usual);
  }
}

SHINSO_INLINE void plain_backward(
    float *dx, const float *dy, const float *x, const shinso_local_response *rule,
    const shinso_channel_planes *planes, long pixel, long count, const int usual) {
  // Rings of the last channels.
  float factors[SHINSO_LOCAL_RESPONSE_MAX][STRETCH], slopes[SHINSO_LOCAL_RESPONSE_MAX][STRETCH];
  const float weight = -2 * rule->alpha * rule->beta;
  for (long c = 0; c < planes->channels + before(rule); c++) {
    float *factor = factors[c % SHINSO_LOCAL_RESPONSE_MAX];
    float *slope = slopes[c % SHINSO_LOCAL_RESPONSE_MAX];
    if (c < planes->channels) {
      const float *gradients = dy + c * planes->pixels + pixel;
      const float *values = x + c * planes->pixels + pixel;
      float bases[STRETCH];
      plain_bases(bases, x, rule, planes, c, pixel, count);
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++) {
        factor[i] = power(bases[i], rule->beta, usual);
        slope[i] = gradients[i] * values[i] * factor[i] / bases[i];
      }
    }
    // The channel whose last neighbor this one is.
    const long done = c - before(rule);
    if (done < 0) continue;
    float sums[STRETCH] = {0};
    const long end = shinso_min(c + 1, planes->channels);
    for (long k = shinso_max(done - behind(rule), 0); k < end; k++) {
      const float *row = slopes[k % SHINSO_LOCAL_RESPONSE_MAX];
      SHINSO_INDEPENDENT
      for (long i = 0; i < count; i++) sums[i] += row[i];
    }
    combine(
        dx, dy, x, factors[done % SHINSO_LOCAL_RESPONSE_MAX], sums, weight,
        done * planes->pixels + pixel, count);
  }
}

// MARK: Both

#define FOR_TILES(PLAIN, BLOCKED, RESULT)                                      \
  if (planes->lanes == 1) {                                                    \
    for (long pixel = first; pixel < last; pixel += STRETCH) {                 \
      const long count = shinso_min(STRETCH, last - pixel);                    \
      PLAIN                                                                    \
    }                                                                          \
    return;                                                                    \
  }                                                                            \
  for (long pixel = first; pixel < last; pixel += PIXELS) {                    \
    struct Tile tile = tile_at(planes, pixel, last, 0);                        \
    while (tile.channels > 0) {                                                \
      BLOCKED                                                                  \
      tile = tile_at(planes, pixel, last, tile.channel + tile.channels);       \
    }                                                                          \
    clear_padding(RESULT, &tile);                                              \
  }

SHINSO_KERNEL
void shinso_local_response_forward(
    float *y, const float *x, const shinso_local_response *given,
    const shinso_channel_planes *planes, long first, long last) {
  const shinso_local_response own = *given, *rule = &own;
  if (is_usual(rule)) {
    FOR_TILES(plain_forward(y, x, rule, planes, pixel, count, 1);
              , forward_tile(y, x, rule, &tile, 1);, y)
  } else {
    FOR_TILES(plain_forward(y, x, rule, planes, pixel, count, 0);
              , forward_tile(y, x, rule, &tile, 0);, y)
  }
}

SHINSO_KERNEL
void shinso_local_response_backward(
    float *dx, const float *dy, const float *x, const shinso_local_response *given,
    const shinso_channel_planes *planes, long first, long last) {
  const shinso_local_response own = *given, *rule = &own;
  if (is_usual(rule)) {
    FOR_TILES(plain_backward(dx, dy, x, rule, planes, pixel, count, 1);
              , backward_tile(dx, dy, x, rule, &tile, 1);, dx)
  } else {
    FOR_TILES(plain_backward(dx, dy, x, rule, planes, pixel, count, 0);
              , backward_tile(dx, dy, x, rule, &tile, 0);, dx)
  }
}
