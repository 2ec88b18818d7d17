import ShinsoTensor
import Testing

extension ComputeTests {
  @Suite struct Conv1dTests {
    @Test func golden() throws {
      try checkGolden("conv1d") {
        conv1d($0[0], $0[1], $0[2], stride: 2, padding: 1, dilation: 2)
      }
      try checkGolden("conv1d/groups") {
        conv1d(
          $0[0], $0[1], $0[2], stride: 2, padding: Padding1d(before: 3, after: 1), dilation: 2,
          groups: 2)
      }
      try checkGolden("conv1d/one") { conv1d($0[0], $0[1]) }
    }

    @Test func goldenTransposed() throws {
      try checkGolden("convTranspose1d") {
        convTranspose1d($0[0], $0[1], $0[2], stride: 3, padding: 1)
      }
      try checkGolden("convTranspose1d/groups") {
        convTranspose1d(
          $0[0], $0[1], $0[2], stride: 2, padding: 1, outputPadding: 2, dilation: 3, groups: 2)
      }
      try checkGolden("convTranspose1d/asymmetric") {
        convTranspose1d($0[0], $0[1], stride: 2, padding: Padding1d(before: 2, after: 1))
      }
    }

    struct Case: Sendable {
      var input: Shape
      var outputs: Int
      var kernel: Int
      var stride = 1
      var padding: Padding1d = 0
      var outputPadding = 0
      var dilation = 1
      var groups = 1
    }

    static let cases = [
      Case(input: [1, 1, 1], outputs: 1, kernel: 1),
      Case(input: [2, 3, 9], outputs: 5, kernel: 4, stride: 3),
      Case(input: [2, 4, 7], outputs: 6, kernel: 3, padding: Padding1d(before: 2, after: 0)),
      Case(
        input: [1, 6, 11], outputs: 9, kernel: 3, stride: 2,
        padding: Padding1d(before: 0, after: 3), outputPadding: 1, dilation: 2, groups: 3),
      Case(input: [3, 16, 13], outputs: 32, kernel: 3, padding: 1, outputPadding: 2, dilation: 3),
      Case(input: [2, 8, 10], outputs: 8, kernel: 5, stride: 2, padding: 2, groups: 8),
    ]

    @Test(arguments: cases) func matchesReference(_ test: Case) throws {
      let weight = Input.normal([test.outputs, test.input[1] / test.groups, test.kernel])
      let bias = Input.normal([test.outputs])
      try check("conv1d", .normal(test.input), weight, bias) {
        conv1d(
          $0[0], $0[1], $0[2], stride: test.stride, padding: test.padding, dilation: test.dilation,
          groups: test.groups)
      }
    }

    @Test(arguments: cases) func transposedMatchesReference(_ test: Case) throws {
      let weight = Input.normal([test.input[1], test.outputs / test.groups, test.kernel])
      let bias = Input.normal([test.outputs])
      try check("convTranspose1d", .normal(test.input), weight, bias) {
        convTranspose1d(
          $0[0], $0[1], $0[2], stride: test.stride, padding: test.padding,
          outputPadding: test.outputPadding, dilation: test.dilation, groups: test.groups)
      }
    }
  }
}
