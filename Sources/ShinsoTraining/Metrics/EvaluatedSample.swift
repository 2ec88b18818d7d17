import Foundation

/// What a network said of one sample.
struct EvaluatedSample {
  let label: Int
  /// NaN if the output contains a NaN.
  let loss: Double
  /// The most probable classes, best first; none if the output contains a NaN.
  let guesses: [Evaluation.Guess]

  private init(label: Int, loss: Double, guesses: [Evaluation.Guess]) {
    (self.label, self.loss, self.guesses) = (label, loss, guesses)
  }

  /// - Parameter guesses: how many are kept.
  init(_ logits: UnsafeBufferPointer<Float>, label: Int, guesses kept: Int) {
    self.label = label
    if logits.contains(where: \.isNaN) {
      (loss, guesses) = (.nan, [])
      return
    }
    let largest = Double(logits.max() ?? 0)
    let sum = logits.reduce(0.0) { $0 + exp(Double($1) - largest) }
    loss = log(sum) + largest - Double(logits[label])
    // Insertion sort of the largest; among equals the first wins.
    var best: [Int] = []
    for index in logits.indices {
      if best.count == kept, logits[index] <= logits[best[kept - 1]] { continue }
      let place = best.firstIndex { logits[index] > logits[$0] } ?? best.count
      best.insert(index, at: place)
      if best.count > kept { best.removeLast() }
    }
    guesses = best.map {
      Evaluation.Guess(label: $0, probability: Float(exp(Double(logits[$0]) - largest) / sum))
    }
  }

  // MARK: Between ranks

  /// Label, loss and number of guesses; then each guess.
  static func data(_ samples: [EvaluatedSample]) -> Data {
    var words: [UInt32] = []
    for sample in samples {
      let loss = sample.loss.bitPattern
      words += [
        UInt32(sample.label), UInt32(truncatingIfNeeded: loss >> 32),
        UInt32(truncatingIfNeeded: loss),
        UInt32(sample.guesses.count),
      ]
      for guess in sample.guesses { words += [UInt32(guess.label), guess.probability.bitPattern] }
    }
    return words.withUnsafeBytes { Data($0) }
  }

  static func list(_ data: Data) -> [EvaluatedSample] {
    let words = data.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
    var samples: [EvaluatedSample] = []
    var place = 0
    while place < words.count {
      let count = Int(words[place + 3])
      let guesses = (0..<count).map { number in
        Evaluation.Guess(
          label: Int(words[place + 4 + 2 * number]),
          probability: Float(bitPattern: words[place + 5 + 2 * number]))
      }
      samples.append(
        EvaluatedSample(
          label: Int(words[place]),
          loss: Double(bitPattern: UInt64(words[place + 1]) << 32 | UInt64(words[place + 2])),
          guesses: guesses))
      place += 4 + 2 * count
    }
    return samples
  }
}
