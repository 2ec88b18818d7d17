/// What a perceptron's training was like.
public struct PerceptronTraining: Sendable, Hashable {
  /// The mistakes of each epoch.
  public let mistakes: [Int]

  public var epochs: Int { mistakes.count }

  /// The mistakes of all epochs, which ``NovikoffBound`` limits.
  public var totalMistakes: Int { mistakes.reduce(0, +) }

  /// Whether the last epoch passed without a mistake: the points are separated.
  public var hasConverged: Bool { mistakes.last == 0 }
}
