import ShinsoTensor
import Testing

extension ComputeTests {
  /// Recurrences that are made of other ops: Elman's and the GRU that resets before the product.
  @Suite struct RecurrentFunctionTests {
    static let sizes = [
      [1, 1, 1, 1], [3, 2, 5, 4], [5, 1, 7, 3], [4, 3, 16, 32], [2, 65, 33, 17],
    ]

    @Test(arguments: sizes, [ElmanActivation.tanh, .relu])
    func elmanMatchesReference(_ sizes: [Int], _ activation: ElmanActivation) throws {
      let (steps, batch, inputs, hidden) = (sizes[0], sizes[1], sizes[2], sizes[3])
      try check(
        "elman", .normal([steps, batch, inputs]), .normal([batch, hidden]),
        .uniform([hidden, inputs], -0.5, 0.5), .uniform([hidden, hidden], -0.5, 0.5),
        .normal([hidden]), tolerance: 5e-5
      ) {
        elman(
          $0[0], h0: $0[1], weightInput: $0[2], weightHidden: $0[3], bias: $0[4],
          activation: activation)
      }
    }

    @Test(arguments: sizes) func resettingBeforeMatchesReference(_ sizes: [Int]) throws {
      let (steps, batch, inputs, hidden) = (sizes[0], sizes[1], sizes[2], sizes[3])
      try check(
        "gru", .normal([steps, batch, inputs]), .normal([batch, hidden]),
        .uniform([3 * hidden, inputs], -0.5, 0.5), .uniform([3 * hidden, hidden], -0.5, 0.5),
        .normal([3 * hidden]), .normal([3 * hidden]), tolerance: 5e-5
      ) {
        gru(
          $0[0], h0: $0[1], weightInput: $0[2], weightHidden: $0[3], biasInput: $0[4],
          biasHidden: $0[5], resetsAfter: false)
      }
    }
  }
}
