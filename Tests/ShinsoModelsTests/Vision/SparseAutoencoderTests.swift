import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct SparseAutoencoderTests {
  /// "A billion connections", with what the paper says of its sizes.
  @Test func paperHasBillionWeights() throws {
    let paper = try #require(SparseAutoencoderForm(side: 200, maps: 8, field: 18, pool: 5))
    let weights = (0..<3).map { paper.filterShape(ofStage: $0).elementCount }
    #expect(weights == [260_410_464, 544_195_584, 412_252_416])
    #expect(SparseAutoencoderForm(side: 32, maps: 8, field: 12, pool: 5) == nil)
    #expect(SparseAutoencoderForm(side: 32, maps: 8, field: 0, pool: 5) == nil)
  }

  @Test func eachStageLearns() throws {
    RandomGenerator.shared.key = RandomKey(seed: 1, counter: 0)
    let form = try #require(SparseAutoencoderForm(side: 16, maps: 4, field: 4, pool: 2))
    let net = SparseAutoencoder(form)
    var generator = SplitMix64(seed: 2)
    let x = Tensor(
      (0..<6 * 3 * 256).map { _ in Float.random(in: -1...1, using: &generator) },
      shape: [6, 3, 16, 16])
    #expect(withoutGradients { net(x) }.shape == [6, 4, 4, 4])
    #expect(form.neuronCount == 64)
    for (number, stage) in net.stages.enumerated() {
      #expect(stage.filters.shape == form.filterShape(ofStage: number))
      let input = withoutGradients { net.input(ofStage: number, x) }
      let optimizer = Adam(learningRate: 0.01)
      func cost() -> Tensor {
        let cost = stage.cost(input)
        return cost.reconstruction + cost.sparsity * 0.1
      }
      let before = withoutGradients { cost().item() }
      for _ in 0..<20 { optimizer.update(stage, with: cost().gradients()) }
      #expect(withoutGradients { cost().item() } < 0.8 * before)
    }
  }

  /// Against loops over `‖W Wᵀx - x‖²` and `Σ √(ε + H (Wᵀx)²)`.
  @Test func costIsThePapers() throws {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    let form = try #require(SparseAutoencoderForm(side: 10, maps: 2, field: 3, pool: 2))
    let stage = SparseAutoencoderStage(form, stage: 0)
    var generator = SplitMix64(seed: 5)
    let pixels = (0..<2 * 300).map { _ in Float.random(in: -1...1, using: &generator) }
    let weights: [Float] = stage.filters.tensor.scalars()
    var (error, sparsity) = (0.0, 0.0)
    for picture in 0..<2 {
      var again = [Double](repeating: 0, count: 300)
      var answers = [Double](repeating: 0, count: 2 * 64)
      // A weight of each map at each of 8 x 8 places, and the pixel that it sees.
      func forEachWeight(_ body: (_ answer: Int, _ pixel: Int, _ weight: Double) -> Void) {
        for (index, weight) in weights.enumerated() {
          let (cell, tap) = index.quotientAndRemainder(dividingBy: 27)
          let (place, map) = cell.quotientAndRemainder(dividingBy: 2)
          let (y, x) = (place / 8 + tap % 9 / 3, place % 8 + tap % 3)
          body(map * 64 + place, tap / 9 * 100 + y * 10 + x, Double(weight))
        }
      }
      forEachWeight { answers[$0] += $2 * Double(pixels[picture * 300 + $1]) }
      forEachWeight { again[$1] += $2 * answers[$0] }
      for place in 0..<300 {
        let difference = again[place] - Double(pixels[picture * 300 + place])
        error += difference * difference / 2
      }
      for (map, y, x) in (0..<2 * 49).map({ ($0 / 49, $0 % 49 / 7, $0 % 7) }) {
        let pool = [(0, 0), (0, 1), (1, 0), (1, 1)].reduce(1e-3) { sum, step in
          let answer = answers[map * 64 + (y + step.0) * 8 + x + step.1]
          return sum + answer * answer
        }
        sparsity += pool.squareRoot() / 2
      }
    }
    let cost = withoutGradients { stage.cost(Tensor(pixels, shape: [2, 3, 10, 10])) }
    #expect(abs(cost.reconstruction.item() - error) < 1e-3 * error)
    #expect(abs(cost.sparsity.item() - sparsity) < 1e-3 * sparsity)
  }

  /// Filters at one place do not hear what is learned at another.
  @Test func filtersAreNotShared() throws {
    let form = try #require(SparseAutoencoderForm(side: 10, maps: 2, field: 3, pool: 2))
    let stage = SparseAutoencoderStage(form, stage: 0)
    let x = Tensor.zeros([1, 3, 10, 10]).placingOnes()
    let gradients = stage.cost(x).reconstruction.gradients()
    let slopes: [Float] = try #require(gradients[stage.filters]).tensor.scalars()
    let size = 2 * 27
    // The dot lies in the first window alone.
    #expect(slopes[..<size].contains { $0 != 0 })
    #expect(slopes[size...].allSatisfy { $0 == 0 })
  }
}

extension Tensor {
  /// One in the corner of each channel.
  fileprivate func placingOnes() -> Tensor {
    var values = scalars(as: Float.self)
    let plane = shape[2] * shape[3]
    for start in stride(from: 0, to: values.count, by: plane) { values[start] = 1 }
    return Tensor(values, shape: shape)
  }
}
