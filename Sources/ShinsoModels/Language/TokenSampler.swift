import Foundation
import ShinsoTensor

/// Chooses the next token from the logits of a language model. The same seed and the same logits
/// give the same tokens, whatever the release of Swift's standard library.
///
/// The steps, in this order, in double precision:
/// 1. Excluded tokens and logits of -∞ are taken out.
/// 2. The rest is sorted by falling logit, equal ones by rising id.
/// 3. With temperature 0, the first token is the choice, and no random number is used.
/// 4. `topK` keeps the first k tokens: of equal logits at the end, those with the lowest ids.
/// 5. The logits are divided by the temperature; softmax over the tokens kept.
/// 6. `topP` keeps the shortest head of the list whose probabilities add up to at least p, and at
///    least one token: nucleus sampling (Holtzman et al., "The curious case of neural text
///    degeneration", ICLR 2020).
/// 7. One number from SplitMix64 draws from what is left, in proportion to the probabilities.
public struct TokenSampler: Sendable {
  /// 1 draws from the model's own distribution, less is more cautious, 0 takes the likeliest token.
  public let temperature: Double
  /// How many of the likeliest tokens may be drawn; nil for all.
  public let topK: Int?
  /// The probability that the likeliest tokens must reach together; nil for all tokens.
  public let topP: Double?
  /// Tokens that are never chosen, such as the one for unknown words.
  public let excluded: Set<Int>
  private var generator: SplitMix64

  /// - Parameters:
  ///   - temperature: at least 0.
  ///   - topK: at least 1.
  ///   - topP: above 0, at most 1.
  public init(
    temperature: Double = 1, topK: Int? = nil, topP: Double? = nil, excluding: Set<Int> = [],
    seed: UInt64
  ) {
    stopUnless(
      temperature >= 0 && temperature.isFinite, in: "TokenSampler",
      "the temperature \(temperature) must be a number from 0")
    stopUnless(
      topK.map { $0 >= 1 } ?? true, in: "TokenSampler", "topK is \(topK ?? 0), must be at least 1")
    stopUnless(
      topP.map { $0 > 0 && $0 <= 1 } ?? true, in: "TokenSampler",
      "topP is \(topP ?? 0), must be above 0 and at most 1")
    self.temperature = temperature
    self.topK = topK
    self.topP = topP
    excluded = excluding
    generator = SplitMix64(seed: seed)
  }

  /// The next token, from logits `[V]`.
  ///
  /// - Throws: `InputError` if a logit is NaN or +∞, as a damaged or diverged model gives, or if no
  ///   token is left.
  public mutating func next(_ logits: [Float]) throws(InputError) -> Int {
    let choices = try choices(logits)
    if temperature == 0 { return choices[0].token }
    let target = generator.unit() * choices.reduce(0) { $0 + $1.probability }
    var sum = 0.0
    for choice in choices {
      sum += choice.probability
      if sum > target { return choice.token }
    }
    return choices[choices.count - 1].token
  }

  /// The tokens that may be drawn, likeliest first, and their probabilities before `topP`: those
  /// that it keeps need not add up to 1. With temperature 0 there is one token, of probability 1.
  func choices(_ logits: [Float]) throws(InputError) -> [(token: Int, probability: Double)] {
    guard logits.allSatisfy({ $0 < .infinity }) else {
      throw InputError("model", "gives predictions that are not finite numbers")
    }
    let order = logits.indices.filter { logits[$0] > -.infinity && !excluded.contains($0) }
      .sorted { (-logits[$0], $0) < (-logits[$1], $1) }
    guard let best = order.first else {
      throw InputError("model", "has no token that may be chosen")
    }
    if temperature == 0 { return [(best, 1)] }
    let kept = order.prefix(topK ?? order.count)
    let greatest = Double(logits[best])
    let weights = kept.map { exp((Double(logits[$0]) - greatest) / temperature) }
    let total = weights.reduce(0, +)
    var choices: [(token: Int, probability: Double)] = []
    var sum = 0.0
    for (token, weight) in zip(kept, weights) {
      choices.append((token, weight / total))
      sum += weight
      if let topP, sum >= topP * total { break }
    }
    return choices
  }
}
