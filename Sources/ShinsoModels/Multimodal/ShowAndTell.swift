import ShinsoNN
import ShinsoTensor

/// The language half of the neural image captioner: Vinyals, Toshev, Bengio & Erhan, "Show and
/// tell: a neural image caption generator", CVPR 2015. A picture's features, embedded, are the
/// first input of an LSTM; then come the words. The paper has 512 units and vectors of 512, and
/// dropout.
///
/// The word vectors begin uniform within ±0.1, the other weights with the variance 1/inputs. The
/// forget gates begin nearly open: what is seen once, before the first word, has to last for the whole
/// caption.
public final class ShowAndTell: Module, CaptionDecoder {
  private let picture: Linear
  private let words: Embedding
  private let lstm: LSTM
  private let output: Linear
  private let dropout: Dropout
  /// Of the forget gates, at first.
  private static let forgetBias: Float = 3

  /// - Parameters:
  ///   - features: the values of a picture, whatever their shape.
  ///   - embedding: the size of a word's vector and of the embedded picture.
  public init(
    features: Int, vocabulary: Int, embedding: Int = 512, hidden: Int = 512, dropout: Double = 0
  ) {
    picture = Linear(
      features, embedding, initializer: .caffeXavier, biasInitializer: .zeros)
    words = Embedding(vocabulary, size: embedding, initializer: .uniform(0.1))
    lstm = LSTM(embedding, hidden: hidden, initializer: .caffeXavier)
    output = Linear(
      hidden, vocabulary, initializer: .caffeXavier, biasInitializer: .zeros)
    self.dropout = Dropout(dropout)
    super.init()
    let gates = (0..<4).flatMap { gate in
      [Float](repeating: gate == 1 ? Self.forgetBias : 0, count: hidden)
    }
    for (name, parameter) in lstm.parameters where name.hasSuffix("bias") {
      parameter.assign(Tensor(gates))
    }
  }

  public func logits(_ features: Tensor, owners: Tensor, targets: Tensor) -> Tensor {
    call {
      let first = picture(features.flattened(from: 1)).indexSelected(owners, axis: 0)  // [R, E]
      let x = concatenate([first.unsqueezed(0), words(targets)], axis: 0)  // [1 + T, R, E]
      let (h, _) = lstm(dropout(x), lstm.initialState(for: x))
      let said = h.sliced(axis: 0, from: 1)  // [T, R, H]
      return output(dropout(said).flattened(to: 1))  // [T·R, V]
    }
  }

  public func start(_ features: Tensor) -> RecurrentState {
    call {
      let x = picture(features.flattened(from: 1)).unsqueezed(0)  // [1, N, E]
      return lstm(x, lstm.initialState(for: x)).state
    }
  }

  public func next(
    _ tokens: Tensor, _ state: RecurrentState
  ) -> (logits: Tensor, state: RecurrentState, weights: Tensor?) {
    call {
      let (h, after) = lstm(words(tokens).unsqueezed(0), state)  // [1, R, H]
      return (output(h.squeezed(0)), after, nil)
    }
  }
}
