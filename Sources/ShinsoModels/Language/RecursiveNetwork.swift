import ShinsoNN
import ShinsoTensor

/// Networks that compose the meaning of a sentence along its tree and tell a class, such as the
/// sentiment, at every node: Socher et al., "Recursive deep models for semantic compositionality over
/// a sentiment treebank", EMNLP 2013.
///
/// With `.rntn`, a node is `tanh(xᵀ · V[k] · x + W · x + b)` of its children's vectors side by side, with
/// `.rnn` without the tensor V: the plain recursive network of the paper's section 4.1. A word's vector
/// passes through tanh before it is used, as in the authors' program. Our own are the first values (a
/// node begins near the mean of its children, V near 0), a fiftieth of the learning rate for V, whose
/// many small products add up, and dropout before the classifier.
///
/// With vectors of 30 and 5 classes: 109,985 parameters beside the words.
public final class RecursiveNetwork: Module {
  public enum Composition: String, CaseIterable, Sendable { case rntn, rnn }

  let words: Embedding
  let weight: Parameter
  let bias: Parameter
  let tensor: Parameter?
  let dropout: Dropout
  let output: Linear

  /// - Parameters:
  ///   - vocabulary: the number of words.
  ///   - size: of a vector; 25 to 35 in the paper.
  public init(
    vocabulary: Int, size: Int = 30, classes: Int = 5, composition: Composition = .rntn,
    dropout: Double = 0
  ) {
    words = Embedding(vocabulary, size: size, initializer: .normal(standardDeviation: 0.1))
    // A batch has few of the words; the others stay as they are.
    words.weight.decayFactor = 0
    let noise = Initializer.uniform(0.1 / Double(size).squareRoot())
    weight = Parameter(noise, [size, 2 * size], fanIn: 2 * size, fanOut: size)
    let identity = (0..<size * 2 * size).map { place -> Float in
      place % size == place / (2 * size) ? 0.5 : 0
    }
    weight.assign(weight.detached + Tensor(identity, shape: [size, 2 * size]))
    bias = Parameter(.zeros, [size], fanIn: size, fanOut: size)
    tensor =
      composition == .rntn
      ? Parameter(
        .uniform(0.02 / Double(size)), [size, 2 * size, 2 * size], fanIn: 2 * size, fanOut: size)
      : nil
    tensor?.rateFactor = 0.02
    self.dropout = Dropout(dropout)
    output = Linear(size, classes, biasInitializer: .zeros)
    super.init()
  }

  /// Words int64 `[L]` and children int64 `[M, 2]`, see `Forest`, to logits `[L + M, classes]`.
  public func callAsFunction(words: Tensor, children: Tensor) -> Tensor {
    call {
      let leaves = tanh(self.words(words))  // [L, D]
      let nodes = tree(
        leaves: leaves, children: children, weight: weight.tensor, bias: bias.tensor,
        tensor: tensor?.tensor)  // [L + M, D]
      return output(dropout(nodes))  // [L + M, classes]
    }
  }
}
