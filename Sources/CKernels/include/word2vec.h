// Training of word vectors: skip-gram and continuous bag of words, by negative sampling and
// hierarchical softmax (Mikolov et al. 2013), with context words that share their outputs as small
// matrix products (Ji et al., "Parallelizing word2vec in shared and distributed memory", 2016).

#ifndef SHINSO_WORD2VEC_H
#define SHINSO_WORD2VEC_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Everything that a training shares. Vectors are rows of `stride` floats, a multiple of 16; those
/// behind the last dimension are zero and stay so.
typedef struct {
  /// The vectors of the words.
  float *input;
  /// The output vectors of negative sampling; NULL without it.
  float *noise;
  /// The inner nodes of hierarchical softmax; NULL without it.
  float *nodes;
  /// How often each row was changed, up to 255; may be NULL.
  uint8_t *input_changes, *noise_changes, *node_changes;
  long stride;
  /// The share of a word's occurrences that is kept, times 2^32; NULL to keep all.
  const uint32_t *keep;
  /// An alias table of the noise distribution.
  const uint32_t *alias_threshold;
  const int32_t *alias_word;
  uint32_t vocabulary;
  /// The path of word `w` is from `path_starts[w]` to `path_starts[w + 1]`; a label is 1 where the
  /// path goes left.
  const int32_t *path_starts, *path_nodes;
  const float *path_labels;
  int32_t window, negative, is_bag;
} shinso_word2vec;

/// What goes from call to call.
typedef struct {
  uint64_t random;
  /// The logistic losses of some predictions, every 64th window's, and their number.
  double loss;
  int64_t predictions;
  int64_t windows;
} shinso_word2vec_state;

/// The most words of a sentence after subsampling; longer ones are cut, as by the original tool.
#define SHINSO_WORD2VEC_SENTENCE 1000

/// The rows of scratch memory.
#define SHINSO_WORD2VEC_SCRATCH 16

/// Trains on `count` tokens: word numbers, and -1 at the end of a sentence. The learning rate falls
/// evenly from `rate` to `final_rate`. `scratch` holds SHINSO_WORD2VEC_SCRATCH rows. Threads may train
/// the same rows at once; they then lose some of each other's changes ("Hogwild", Recht et al. 2011).
///
/// As in the original tool, all outputs of a word see its inputs as they were before; the changes are
/// added to them. But the context words that share outputs (skip-gram: two the noise words, sixteen
/// the path) see those outputs as they were before, where the original goes from one to the next.
void shinso_word2vec_train(
    const shinso_word2vec *model, const int32_t *tokens, long count, float rate, float final_rate,
    float *scratch, shinso_word2vec_state *state);

/// Joins what two copies of `rows` rows have learned since they were `base`, makes all three equal, and
/// sets the numbers of changes to 0. Both changes of a row are added, as if one copy had gone on where
/// the other stopped. But a row that was changed often has come near to where it is drawn; what both
/// have in common then counts once, as in Adasum (Maleki et al., "Scaling distributed training with
/// adaptive summation", 2020). A change at the learning rate `rate` is taken to cover a quarter of
/// it, the steepest slope of the logistic function, of the way.
void shinso_word2vec_join(
    float *base, float *a, float *b, uint8_t *a_changes, uint8_t *b_changes, long rows, long stride,
    float rate);

#ifdef __cplusplus
}
#endif

#endif
