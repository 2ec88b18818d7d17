import ShinsoTensor

extension BackoffModel {
  /// For files: the words of n-grams, `[n-grams, order]`, -1 behind shorter ones, and the logarithms of
  /// their probabilities and factors, `[n-grams, 2]`.
  public var tensors: [(name: String, tensor: Tensor)] {
    let words = ngrams.flatMap { ngram in
      ngram.words + [Int32](repeating: -1, count: order - ngram.words.count)
    }
    return [
      ("words", Tensor(words, shape: [ngrams.count, order])),
      (
        "logarithms",
        Tensor(ngrams.flatMap { [$0.logProbability, $0.backoff] }, shape: [ngrams.count, 2])
      ),
    ]
  }

  /// - Parameter file: the name that error messages use.
  /// - Throws: `InputError` if a tensor is missing or makes no model.
  public init(
    _ tensors: [(name: String, tensor: Tensor)], wordCount: Int, from file: String
  ) throws {
    func tensor(_ name: String, _ dtype: DType) throws -> Tensor {
      guard let found = tensors.first(where: { $0.name == name })?.tensor, found.dtype == dtype,
        found.rank == 2, found.shape[0] > 0, found.shape[1] > 0
      else { throw InputError(file, "has no language model, or it is damaged") }
      return found
    }
    let (words, logarithms) = (try tensor("words", .int32), try tensor("logarithms", .float32))
    let (count, order) = (words.shape[0], words.shape[1])
    let numbers = words.scalars(as: Int32.self)
    guard logarithms.shape == [count, 2],
      numbers.allSatisfy({ $0 >= -1 && $0 <= Int32(wordCount) + 1 })
    else { throw InputError(file, "has a language model of other words, or it is damaged") }
    let values = logarithms.scalars(as: Float.self)
    self.init(
      wordCount: wordCount,
      (0..<count).compactMap { row in
        let own = numbers[row * order..<(row + 1) * order].prefix { $0 >= 0 }
        return own.isEmpty
          ? nil
          : NGram(Array(own), logProbability: values[2 * row], backoff: values[2 * row + 1])
      })
  }
}
