import ShinsoNN
import ShinsoTensor

/// Socher et al., "Semi-supervised recursive autoencoders for predicting sentiment distributions",
/// EMNLP 2011. Two neighboring nodes become one, `tanh(W · [left; right] + b)` scaled to length 1, from
/// which both can be reconstructed; the pair with the least error is joined first, until one node is
/// left. The reconstruction error of all nodes and the errors of a classifier are lowered together.
///
/// A node's error is that of its children, weighted by the words below them (equation 4). Of our own:
/// the classifier sees a node's vector and the mean of all vectors below it at once, where the authors
/// train another classifier on these two afterwards; the reconstructions are tanh units, as in their
/// program.
public final class RecursiveAutoencoder: Module {
  let words: Embedding
  let weight: Parameter
  let bias: Parameter
  let decoder: Linear
  let dropout: Dropout
  let output: Linear

  /// - Parameters:
  ///   - vocabulary: the number of words.
  ///   - size: of a vector.
  public init(vocabulary: Int, size: Int = 50, classes: Int = 5, dropout: Double = 0) {
    words = Embedding(vocabulary, size: size, initializer: .normal(standardDeviation: 0.1))
    // A batch has few of the words; the others stay as they are.
    words.weight.decayFactor = 0
    weight = Parameter(.glorot, [size, 2 * size], fanIn: 2 * size, fanOut: size)
    bias = Parameter(.zeros, [size], fanIn: size, fanOut: size)
    decoder = Linear(
      size, 2 * size, activation: .tanh, initializer: .glorot, biasInitializer: .zeros)
    self.dropout = Dropout(dropout)
    output = Linear(2 * size, classes, initializer: .glorot, biasInitializer: .zeros)
    super.init()
  }

  /// Words int64 `[L]` of a forest's leaves to logits at every node `[L + M, classes]` and the
  /// reconstruction error, a scalar: its sum over all nodes.
  public func callAsFunction(words: Tensor, forest: Forest) -> (logits: Tensor, error: Tensor) {
    call {
      let nodes = tree(
        leaves: self.words(words), children: forest.children, weight: weight.tensor,
        bias: bias.tensor, normalizes: true)  // [L + M, D]
      let below = treeSum(nodes, children: forest.children)
      let shares = Tensor(
        forest.leavesBelow.map { 1 / Float(2 * $0 - 1) }, shape: [forest.nodeCount, 1])
      let features = concatenate([nodes, below * shares], axis: 1)  // [L + M, 2 D]
      return (output(dropout(features)), error(nodes, forest))
    }
  }

  private func error(_ nodes: Tensor, _ forest: Forest) -> Tensor {
    let (innerCount, size) = (forest.innerCount, nodes.shape[1])
    if innerCount == 0 { return Tensor(0) }
    let children = embedding(forest.children, nodes)  // [M, 2, D]
    let parents = nodes.sliced(axis: 0, from: forest.leafCount)  // [M, D]
    let errors = (decoder(parents).reshaped([innerCount, 2, size]) - children).square().sum(axes: 2)
    return (errors * forest.childShares).sum()
  }

  /// The trees that join first what is reconstructed best.
  ///
  /// - Parameter sentences: the words of each sentence, at least one.
  /// - Returns: the children of each inner node of each sentence, counted as `Forest` takes them.
  public func greedyTrees(_ sentences: [[Int64]]) -> [[SIMD2<Int32>]] {
    withoutGradients {
      let size = weight.shape[0]
      let flat = Tensor(sentences.flatMap { $0 })
      var builder = GreedyTrees(
        sentences.map(\.count), vectors: words(flat).scalars(), size: size)
      while true {
        let pairs = builder.pairs
        if pairs.count == 0 { return builder.children }
        let (parents, reconstructions) = join(builder.vectors(of: pairs), size)
        builder.add(parents: parents, reconstructions: reconstructions)
      }
    }
  }

  /// Pairs of vectors, one after the other, to the vectors of their parents and to the
  /// reconstructions of both.
  private func join(_ vectors: [Float], _ size: Int) -> ([Float], [Float]) {
    let count = vectors.count / (2 * size)
    // Few different sizes, for which the kernels are made once.
    let filled = (count + 31) / 32 * 32
    let leaves = Tensor(
      vectors + [Float](repeating: 0, count: (filled - count) * 2 * size),
      shape: [2 * filled, size])
    let pairs = Tensor((0..<Int64(2 * filled)).map { $0 }, shape: [filled, 2])
    let parents = tree(
      leaves: leaves, children: pairs, weight: weight.tensor, bias: bias.tensor, normalizes: true
    ).sliced(axis: 0, from: 2 * filled)
    return (parents.scalars(), decoder(parents).scalars())
  }
}

extension Forest {
  /// How the children of each inner node count in its reconstruction error, `[M, 2]`: by the words
  /// below them. Nodes that fill up do not count.
  fileprivate var childShares: Tensor {
    let list = children.scalars(as: Int64.self)
    let spare = leafCount - 1
    return Tensor(
      list.indices.map { place -> Float in
        let child = Int(list[place])
        if child == spare { return 0 }
        let sibling = Int(list[place ^ 1])
        return Float(leavesBelow[child]) / Float(leavesBelow[child] + leavesBelow[sibling])
      }, shape: [innerCount, 2])
  }
}
