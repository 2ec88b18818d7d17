import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// A network that reads a sentence along a tree and tells its class at every node.
protocol SentimentModel: Module {
  func read(_ samples: [SentenceDataset.Sample]) -> SentimentReading
}

/// What a network made of some sentences.
struct SentimentReading {
  let forest: Forest
  /// The inner nodes of each sentence's tree.
  let children: [[SIMD2<Int32>]]
  /// One row a node of the forest.
  let logits: Tensor
  /// What is lowered besides, summed over the sentences.
  var reconstructionError: Tensor?
}

extension RecursiveNetwork: SentimentModel {
  func read(_ samples: [SentenceDataset.Sample]) -> SentimentReading {
    let children = samples.map(\.sentence.tree.children)
    let forest = Forest(zip(samples, children).map { ($0.ids.count, $1) })
    let logits = self(
      words: forest.spreadLeaves(samples.map(\.ids), filling: 0), children: forest.children)
    return SentimentReading(forest: forest, children: children, logits: logits)
  }
}

extension RecursiveAutoencoder: SentimentModel {
  func read(_ samples: [SentenceDataset.Sample]) -> SentimentReading {
    let children = greedyTrees(samples.map(\.ids))
    let forest = Forest(zip(samples, children).map { ($0.ids.count, $1) })
    let (logits, error) = self(
      words: forest.spreadLeaves(samples.map(\.ids), filling: 0), forest: forest)
    return SentimentReading(
      forest: forest, children: children, logits: logits, reconstructionError: error)
  }
}

extension LabeledSentence {
  /// The labels of another tree's nodes over the same words: that of the whole sentence at the root,
  /// elsewhere those of the parts that the sentence's own tree has too.
  func labels(for children: [SIMD2<Int32>]) -> [Int8] {
    if children == tree.children, !children.isEmpty || tree.words.count == 1 {
      return tree.labels.dropLast() + [label]
    }
    let other = LabeledTree(words: tree.words, children: children)
    var known: [Range<Int>: Int8] = [:]
    for (span, label) in zip(tree.spans, tree.labels) { known[span] = label }
    known[0..<tree.words.count] = label
    return other.spans.map { known[$0] ?? LabeledTree.unlabeled }
  }
}
