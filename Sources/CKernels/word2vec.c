#include "word2vec.h"

#include "elementwise_math.h"

/// Rows are trained by several threads without locks, on purpose.
#if defined(SHINSO_THREAD_SANITIZER)
#define SHINSO_RACY __attribute__((no_sanitize("thread")))
#else
#define SHINSO_RACY
#endif

/// Inputs and outputs that are multiplied at once.
#define INPUTS SHINSO_WORD2VEC_SCRATCH
#define OUTPUTS 8

/// The most outputs of one word.
#define MOST_OUTPUTS 1024
/// The most inputs of one window.
#define MOST_INPUTS 256

/// A small product: some inputs against some outputs. The changes of an input go to the row `moved`,
/// which is the input itself where it is not needed again as it was.
typedef struct {
  float *const *inputs;
  float *const *moved;
  float *const *outputs;
  const float *labels;
  int input_count, output_count;
  long stride;
  float rate;
  shinso_word2vec_state *state;
  int keeps_loss;
} product;

SHINSO_INLINE uint64_t next_random(uint64_t *state) {
  // SplitMix64.
  uint64_t z = *state += 0x9E3779B97F4A7C15u;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

/// Sixteen floats of a row, to read or to write.
#define AT(row, d) (*(shinso_f32x16 *)((row) + (d)))

SHINSO_INLINE float lane_sum(const shinso_f32x16 *vector) {
  typedef float f32x4 __attribute__((ext_vector_type(4)));
  const shinso_f32x16 v = *vector;
  const shinso_f32x8 h = v.lo + v.hi;
  const f32x4 q = h.lo + h.hi;
  return (q.x + q.y) + (q.z + q.w);
}

/// The products of one or two inputs with all outputs.
SHINSO_INLINE SHINSO_RACY void
multiply(const product *p, int first, const int rows, const int columns, float *logits) {
  SHINSO_FUSE
  shinso_f32x16 sums[2 * OUTPUTS];
  for (int k = 0; k < rows * columns; k++) sums[k] = 0;
  for (long d = 0; d < p->stride; d += 16) {
    shinso_f32x16 x[2];
    for (int i = 0; i < rows; i++) x[i] = AT(p->inputs[first + i], d);
    for (int j = 0; j < columns; j++) {
      const shinso_f32x16 y = AT(p->outputs[j], d);
      for (int i = 0; i < rows; i++) sums[i * columns + j] += x[i] * y;
    }
  }
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++)
      logits[(first + i) * OUTPUTS + j] = lane_sum(&sums[i * columns + j]);
}

SHINSO_INLINE void add_loss(const product *p, const float *logits) {
  for (int i = 0; i < p->input_count; i++) {
    for (int j = 0; j < p->output_count; j++) {
      const float x = logits[i * OUTPUTS + j];
      const float wrong = p->labels[j] > 0 ? -x : x;
      p->state->loss +=
          (wrong > 0 ? wrong : 0) + shinso_log(1 + shinso_exp(-__builtin_fabsf(x)));
      p->state->predictions++;
    }
  }
}

/// Moves every input along the outputs and every output along the inputs.
SHINSO_INLINE SHINSO_RACY void update(const product *p, const float *steps, const int columns) {
  SHINSO_FUSE
  for (long d = 0; d < p->stride; d += 16) {
    shinso_f32x16 y[OUTPUTS], change[OUTPUTS];
    for (int j = 0; j < columns; j++) {
      y[j] = AT(p->outputs[j], d);
      change[j] = 0;
    }
    for (int i = 0; i < p->input_count; i++) {
      const float *step = steps + i * OUTPUTS;
      const shinso_f32x16 x = AT(p->inputs[i], d);
      shinso_f32x16 moved = AT(p->moved[i], d);
      for (int j = 0; j < columns; j++) {
        moved += step[j] * y[j];
        change[j] += step[j] * x;
      }
      AT(p->moved[i], d) = moved;
    }
    // Read again, since a word may be among the outputs twice.
    for (int j = 0; j < columns; j++) {
      const shinso_f32x16 sum = AT(p->outputs[j], d) + change[j];
      AT(p->outputs[j], d) = sum;
    }
  }
}

SHINSO_INLINE SHINSO_RACY void train_columns(const product *p, const int columns) {
  SHINSO_FUSE
  float steps[INPUTS * OUTPUTS];
  const int count = p->input_count;
  for (int k = 0; k < count * OUTPUTS; k++) steps[k] = 0;
  int first = 0;
  for (; first + 1 < count; first += 2) multiply(p, first, 2, columns, steps);
  if (first < count) multiply(p, first, 1, columns, steps);
  if (p->keeps_loss) add_loss(p, steps);
  const float rate = p->rate;
  for (int k = 0; k < count * OUTPUTS; k++) {
    steps[k] = -rate / (1 + shinso_exp(-steps[k]));
  }
  for (int i = 0; i < count; i++)
    for (int j = 0; j < columns; j++) steps[i * OUTPUTS + j] += rate * p->labels[j];
  update(p, steps, columns);
}

/// One step of gradient descent on the logistic losses of all pairs, with the number of outputs as a
/// constant so that their accumulators are registers.
SHINSO_INLINE SHINSO_RACY void train_product(const product *p) {
  switch (p->output_count) {
  case 1: train_columns(p, 1); break;
  case 2: train_columns(p, 2); break;
  case 3: train_columns(p, 3); break;
  case 4: train_columns(p, 4); break;
  case 5: train_columns(p, 5); break;
  case 6: train_columns(p, 6); break;
  case 7: train_columns(p, 7); break;
  default: train_columns(p, 8); break;
  }
}

/// The size of equal groups of at most `most`.
SHINSO_INLINE int group_size(int count, int most) {
  const int groups = (count + most - 1) / most;
  return (count + groups - 1) / groups;
}

/// The outputs of one word.
typedef struct {
  float *rows[MOST_OUTPUTS];
  float labels[MOST_OUTPUTS];
  int count;
} outputs;

typedef struct {
  const shinso_word2vec *model;
  shinso_word2vec_state *state;
  float rate;
} trainer;

/// At most 16 inputs against all outputs, eight at a time. With more outputs, `moved` must be other
/// rows than `inputs`: all outputs see the inputs as they were, as in the original tool.
SHINSO_INLINE SHINSO_RACY void train_pairs(
    const trainer *t, float *const *inputs, float *const *moved, int input_count,
    const outputs *out) {
  if (out->count == 0) return;
  const int columns = group_size(out->count, OUTPUTS);
  product p = {
      .inputs = inputs,
      .moved = moved,
      .input_count = input_count,
      .stride = t->model->stride,
      .rate = t->rate,
      .state = t->state,
      .keeps_loss = (t->state->windows & 63) == 0};
  for (int j = 0; j < out->count; j += columns) {
    p.outputs = out->rows + j;
    p.labels = out->labels + j;
    p.output_count = j + columns < out->count ? columns : out->count - j;
    train_product(&p);
  }
}

SHINSO_INLINE void prefetch(const float *row, long stride) {
  for (long d = 0; d < stride; d += 16) __builtin_prefetch(row + d, 1, 2);
}

SHINSO_INLINE SHINSO_RACY void count_change(uint8_t *changes, long row) {
  if (changes && changes[row] < 255) changes[row]++;
}

/// A word and noise words; a noise word that is the word itself is left out.
SHINSO_INLINE SHINSO_RACY void draw_noise(const trainer *t, int32_t word, outputs *out) {
  const shinso_word2vec *m = t->model;
  int count = 0;
  for (int k = 0; k <= m->negative; k++) {
    int32_t target = word;
    if (k > 0) {
      const uint64_t random = next_random(&t->state->random);
      const uint32_t slot = (uint32_t)(((random >> 32) * m->vocabulary) >> 32);
      target = (uint32_t)random < m->alias_threshold[slot] ? (int32_t)slot : m->alias_word[slot];
      if (target == word) continue;
    }
    out->rows[count] = m->noise + target * m->stride;
    out->labels[count] = k == 0;
    prefetch(out->rows[count], m->stride);
    count_change(m->noise_changes, target);
    count++;
  }
  out->count = count;
}

/// The nodes on the way to a word.
SHINSO_INLINE SHINSO_RACY void find_path(const shinso_word2vec *m, int32_t word, outputs *out) {
  const int32_t start = m->path_starts[word], end = m->path_starts[word + 1];
  out->count = end - start;
  for (int32_t k = start; k < end; k++) {
    const int32_t node = m->path_nodes[k];
    out->rows[k - start] = m->nodes + node * m->stride;
    out->labels[k - start] = m->path_labels[k];
    count_change(m->node_changes, node);
  }
}

SHINSO_INLINE SHINSO_RACY void find_outputs(
    const trainer *t, int32_t word, outputs *noise, outputs *path) {
  if (t->model->noise) draw_noise(t, word, noise);
  if (t->model->nodes) find_path(t->model, word, path);
}

/// The mean of the inputs predicts the word; each input moves by what the mean would. As in the
/// original tool, this is not divided by the number of inputs, though the gradient would be.
SHINSO_INLINE SHINSO_RACY void train_bag(
    const trainer *t, float *const *inputs, int count, const outputs *noise, const outputs *path,
    float *bag) {
  SHINSO_FUSE
  const long stride = t->model->stride;
  const float share = 1.0f / (float)count;
  float *const before = bag + stride;
  for (long d = 0; d < stride; d += 16) {
    shinso_f32x16 sum = 0;
    for (int i = 0; i < count; i++) sum += AT(inputs[i], d);
    sum *= share;
    AT(bag, d) = sum;
    AT(before, d) = sum;
  }
  float *const read[1] = {before}, *const moved[1] = {bag};
  train_pairs(t, read, moved, 1, path);
  train_pairs(t, read, moved, 1, noise);
  for (long d = 0; d < stride; d += 16) {
    const shinso_f32x16 change = AT(bag, d) - AT(before, d);
    for (int i = 0; i < count; i++) {
      const shinso_f32x16 moved = AT(inputs[i], d) + change;
      AT(inputs[i], d) = moved;
    }
  }
}

/// The context words that share their noise words. The more of them, the faster, but of a million
/// words of Japanese novels, vectors are better with two than when all share them.
#define SHARING 2

/// Whether a context word meets more outputs than one product takes.
SHINSO_INLINE int has_several_products(const trainer *t, const outputs *path) {
  const int noise = t->model->noise ? t->model->negative + 1 : 0;
  return path->count > OUTPUTS || noise > OUTPUTS || (path->count > 0 && noise > 0);
}

/// Every context word predicts the word.
SHINSO_INLINE SHINSO_RACY void train_skip_gram(
    const trainer *t, int32_t word, float *const *inputs, int count, outputs *noise,
    const outputs *path, float *scratch) {
  const long stride = t->model->stride;
  const int freezes = has_several_products(t, path);
  float *frozen[INPUTS];
  for (int first = 0; first < count; first += INPUTS) {
    float *const *moved = inputs + first, *const *read = moved;
    const int some = first + INPUTS < count ? INPUTS : count - first;
    if (freezes) {
      for (int i = 0; i < some; i++) {
        frozen[i] = scratch + i * stride;
        for (long d = 0; d < stride; d += 16) {
          const shinso_f32x16 x = AT(moved[i], d);
          AT(frozen[i], d) = x;
        }
      }
      read = frozen;
    }
    train_pairs(t, read, moved, some, path);
    if (!t->model->noise) continue;
    for (int i = 0; i < some; i += SHARING) {
      if (first + i > 0) draw_noise(t, word, noise);
      train_pairs(t, read + i, moved + i, i + SHARING < some ? SHARING : some - i, noise);
    }
  }
}

/// Trains on the words of one sentence.
SHINSO_INLINE SHINSO_RACY void train_sentence(
    trainer *t, const int32_t *words, int count, float rate, float rate_step, float *scratch) {
  const shinso_word2vec *m = t->model;
  outputs noise[2], path[2];
  noise[0].count = noise[1].count = path[0].count = path[1].count = 0;
  if (count > 0) find_outputs(t, words[0], &noise[0], &path[0]);
  for (int i = 0; i < count; i++) {
    t->rate = rate + rate_step * (float)i;
    // The next word's rows arrive while this one's are trained.
    const int now = i & 1;
    if (i + 1 < count) find_outputs(t, words[i + 1], &noise[!now], &path[!now]);
    const int reach = 1 + (int)(((next_random(&t->state->random) >> 32) * (uint64_t)m->window) >> 32);
    const int first = i > reach ? i - reach : 0;
    const int last = i + reach < count - 1 ? i + reach : count - 1;
    float *inputs[MOST_INPUTS];
    int input_count = 0;
    for (int c = first; c <= last; c++) {
      if (c == i) continue;
      inputs[input_count++] = m->input + words[c] * m->stride;
      count_change(m->input_changes, words[c]);
    }
    if (input_count == 0) continue;
    if (m->is_bag) {
      train_bag(t, inputs, input_count, &noise[now], &path[now], scratch);
    } else {
      train_skip_gram(t, words[i], inputs, input_count, &noise[now], &path[now], scratch);
    }
    t->state->windows++;
  }
}

SHINSO_KERNEL SHINSO_RACY
void shinso_word2vec_train(
    const shinso_word2vec *model, const int32_t *tokens, long count, float rate, float final_rate,
    float *scratch, shinso_word2vec_state *state) {
  trainer t = {.model = model, .state = state};
  const float slope = (final_rate - rate) / (float)(count > 0 ? count : 1);
  int32_t words[SHINSO_WORD2VEC_SENTENCE];
  long place = 0;
  while (place < count) {
    const long start = place;
    int kept = 0;
    while (place < count && kept < SHINSO_WORD2VEC_SENTENCE) {
      const int32_t word = tokens[place++];
      if (word < 0) break;
      if (model->keep && (uint32_t)(next_random(&state->random) >> 32) > model->keep[word])
        continue;
      words[kept++] = word;
    }
    const float step = kept > 0 ? slope * (float)(place - start) / (float)kept : 0;
    train_sentence(&t, words, kept, rate + slope * (float)start, step, scratch);
  }
}

/// The products of two changes with themselves and with each other.
SHINSO_INLINE void
compare(const float *base, const float *a, const float *b, long stride, float *result) {
  SHINSO_FUSE
  shinso_f32x16 both = 0, a_square = 0, b_square = 0;
  for (long d = 0; d < stride; d += 16) {
    const shinso_f32x16 was = AT(base, d);
    const shinso_f32x16 x = AT(a, d) - was, y = AT(b, d) - was;
    both += x * y;
    a_square += x * x;
    b_square += y * y;
  }
  result[0] = lane_sum(&both);
  result[1] = lane_sum(&a_square);
  result[2] = lane_sum(&b_square);
}

SHINSO_KERNEL
void shinso_word2vec_join(
    float *base, float *a, float *b, uint8_t *a_changes, uint8_t *b_changes, long rows, long stride,
    float rate) {
  SHINSO_FUSE
  for (long row = 0; row < rows; row++) {
    if (!a_changes[row] && !b_changes[row]) continue;
    float *const base_row = base + row * stride;
    float *const a_row = a + row * stride, *const b_row = b + row * stride;
    const int fewer = a_changes[row] < b_changes[row] ? a_changes[row] : b_changes[row];
    float a_share = 1, b_share = 1;
    if (fewer) {
      float products[3];
      compare(base_row, a_row, b_row, stride, products);
      const float settled = 1 - shinso_exp(-0.25f * rate * (float)fewer);
      const float common = 0.5f * settled * (products[0] > 0 ? products[0] : 0);
      a_share -= common / (products[1] + 1e-30f);
      b_share -= common / (products[2] + 1e-30f);
    }
    for (long d = 0; d < stride; d += 16) {
      const shinso_f32x16 was = AT(base_row, d);
      const shinso_f32x16 joined =
          was + a_share * (AT(a_row, d) - was) + b_share * (AT(b_row, d) - was);
      AT(base_row, d) = joined;
      AT(a_row, d) = joined;
      AT(b_row, d) = joined;
    }
    a_changes[row] = b_changes[row] = 0;
  }
}
