/// The weights of a ``Word2Vec``, or of one of its copies.
struct WeightCopy {
  /// The vectors of the words.
  let input: PaddedRows
  /// The output vectors of negative sampling.
  let noise: PaddedRows?
  /// The inner nodes of hierarchical softmax.
  let nodes: PaddedRows?

  init(words: Int, _ settings: Word2Vec.Settings) {
    func rows(_ count: Int) -> PaddedRows { PaddedRows(count: count, width: settings.dimension) }
    input = rows(words)
    noise = settings.negative > 0 ? rows(words) : nil
    nodes = settings.usesHierarchicalSoftmax ? rows(max(words - 1, 1)) : nil
  }

  var named: [(name: String, rows: PaddedRows)] {
    [("vectors", input)] + (noise.map { [("noise", $0)] } ?? [])
      + (nodes.map { [("nodes", $0)] } ?? [])
  }

  var all: [PaddedRows] { named.map(\.rows) }
}
