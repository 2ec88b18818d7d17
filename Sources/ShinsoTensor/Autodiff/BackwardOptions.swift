/// How a backward pass runs.
public struct BackwardOptions: Sendable {
  /// Whether to keep what the tape saved, so that the pass can run again.
  public var retainsTape = false
  /// Ops whose backward is replaced for this pass, `[.relu: .guided]`.
  public var rules: [OpName: GradientRule] = [:]

  public init(retainsTape: Bool = false, rules: [OpName: GradientRule] = [:]) {
    self.retainsTape = retainsTape
    self.rules = rules
  }
}
