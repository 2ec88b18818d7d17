import ShinsoNN
import Testing

@Suite(.serialized) struct BatchNorm2dTests {
  /// One channel with the values 1, 2, 3, 6: mean 3, variance 3.5 biased and 14/3 unbiased.
  private let x = Tensor([1, 2, 3, 6] as [Float], shape: [2, 1, 1, 2])

  @Test func normalizesByTheBatchAndFollowsIt() {
    let norm = BatchNorm2d(1, epsilon: 0, momentum: 0.1)
    let deviation = Float(3.5).squareRoot()
    let y: [Float] = norm(x).scalars()
    #expect(zip(y, [-2, -1, 0, 3]).allSatisfy { abs($0 - $1 / deviation) < 1e-5 })
    #expect(abs(norm.runningMean.value.item() - 0.3) < 1e-6)
    #expect(abs(norm.runningVariance.value.item() - (0.9 + 0.1 * 14 / 3)) < 1e-6)
  }

  /// As PyTorch, which says "Expected more than 1 value per channel when training".
  @Test func oneValueAChannelIsAnError() throws {
    let inputs = [Shape([1, 3, 1, 1]), [3], [3]].map { TensorSpec(shape: $0, dtype: .float32) }
    let error = #expect(throws: OpError.self) { try BatchNormTrainingOp().outputs(for: inputs) }
    #expect("\(try #require(error))".contains("has one value a channel"))
    let two = [Shape([2, 3, 1, 1]), [3], [3]].map { TensorSpec(shape: $0, dtype: .float32) }
    #expect(try BatchNormTrainingOp().outputs(for: two).count == 3)
  }

  @Test func usesTheAveragesInEvaluation() {
    let norm = BatchNorm2d(1, epsilon: 0, activation: .relu)
    norm.runningMean.assign(Tensor([2] as [Float]))
    norm.runningVariance.assign(Tensor([4] as [Float]))
    norm.mode = .evaluation
    #expect(norm(x).scalars() == [0, 0, 0.5, 2] as [Float])
    #expect(norm.runningMean.value.item() == 2)
  }
}
