import ShinsoFormats
import ShinsoModels
import TestSupport
import Testing

@Suite struct PerceptronTests {
  @Test func staysBelowNovikoffsBound() throws {
    for seed in 0..<60 as Range<UInt64> {
      let dimension = 1 + Int(seed % 12)
      let (points, teacher) = LabeledPoints.separable(
        count: 200, dimension: dimension, margin: 0.02 + 0.01 * Double(seed % 7), seed: seed)
      var perceptron = Perceptron(dimension: dimension)
      let training = perceptron.train(on: points, maximumEpochs: 100_000, seed: seed)
      #expect(training.hasConverged && perceptron.errors(on: points) == 0)
      #expect(training.totalMistakes > 0)
      let bound = try #require(NovikoffBound(points, separator: teacher))
      let least = try #require(NovikoffBound.least(for: points, from: teacher, steps: 300))
      #expect(least.mistakes <= bound.mistakes)
      #expect(Double(training.totalMistakes) <= least.mistakes)
      // What was learned separates too, so it gives a bound, which cannot be below the mistakes.
      let learned = try #require(NovikoffBound(points, separator: perceptron.weights))
      #expect(Double(training.totalMistakes) <= learned.mistakes)
    }
  }

  /// Points in the plane for which everything is known: the best separator is x = 0 and has margin
  /// 3, with no part for the bias.
  @Test func measuresKnownMargin() throws {
    let points = LabeledPoints(
      dimension: 2, values: [3, 4, 3, -4, -3, 4, -3, -4], labels: [1, 1, -1, -1])
    let bound = try #require(NovikoffBound(points, separator: [2, 0, 0]))
    #expect(bound.margin == 3)
    #expect(abs(bound.radius * bound.radius - 26) < 1e-12)
    #expect(abs(bound.mistakes - 26.0 / 9) < 1e-12)
    #expect(NovikoffBound(points, separator: [1, 1, 0]) == nil)
    let found = try #require(NovikoffBound.least(for: points, from: [1, 0.3, 0.1], steps: 2000))
    #expect(abs(found.margin - 3) < 0.01)
    #expect(found.margin <= 3 + 1e-12)
  }

  @Test func teachersMarginIsAsAsked() throws {
    for dimension in [1, 2, 10, 300] {
      let (points, teacher) = LabeledPoints.separable(
        count: 500, dimension: dimension, margin: 0.25, seed: 3)
      let bound = try #require(NovikoffBound(points, separator: teacher))
      #expect((0.2499..<0.5).contains(bound.margin))
      #expect(Set(points.labels) == [1, -1])
    }
  }

  @Test func stopsOnInseparablePoints() {
    for (count, noise) in [(2, 0), (3, 0), (100, 0.05)] as [(Int, Double)] {
      let points = LabeledPoints.inseparable(count: count, dimension: 5, noise: noise, seed: 4)
      var perceptron = Perceptron(dimension: 5)
      let training = perceptron.train(on: points, maximumEpochs: 50, seed: 1)
      #expect(!training.hasConverged && training.epochs == 50)
      #expect(perceptron.errors(on: points) > 0)
      #expect(NovikoffBound.least(for: points, from: perceptron.weights, steps: 50) == nil)
    }
    // XOR.
    let xor = LabeledPoints(
      dimension: 2, values: [0, 0, 0, 1, 1, 0, 1, 1], labels: [-1, 1, 1, -1])
    var perceptron = Perceptron(dimension: 2)
    #expect(!perceptron.train(on: xor, maximumEpochs: 1000, seed: 0).hasConverged)
  }

  @Test func followsTheErrorCorrectionRule() {
    let points = LabeledPoints(dimension: 2, values: [1, 2], labels: [-1])
    var perceptron = Perceptron(dimension: 2)
    #expect(perceptron.train(on: points, seed: 0).mistakes == [1, 0])
    #expect(perceptron.weights == [-1, -2, -1])
    #expect(perceptron.score([0.5, 1]) == -3.5)
  }

  @Test func isReproducible() {
    let (points, _) = LabeledPoints.separable(count: 50, dimension: 3, margin: 0.02, seed: 9)
    #expect(
      points == LabeledPoints.separable(count: 50, dimension: 3, margin: 0.02, seed: 9).points)
    var (a, b, c) = (
      Perceptron(dimension: 3), Perceptron(dimension: 3), Perceptron(dimension: 3)
    )
    #expect(a.train(on: points, seed: 1) == b.train(on: points, seed: 1))
    _ = c.train(on: points, seed: 2)
    #expect(a == b && a != c)
  }

  @Test(.requiresTestData("mnist")) func tellsDigitsApart() throws {
    func points(_ name: String) throws -> LabeledPoints {
      let folder = try #require(TestData.url("mnist"))
      let images = try IDX.read(folder.appending(path: "\(name)-images-idx3-ubyte.gz"))
      let digits = try IDX.read(folder.appending(path: "\(name)-labels-idx1-ubyte.gz")).scalars(
        as: Int64.self)
      let pixels: [Float] = images.scalars()
      let chosen = digits.indices.filter { digits[$0] < 2 }
      return LabeledPoints(
        dimension: 784,
        values: chosen.flatMap { pixels[$0 * 784..<($0 + 1) * 784].map { $0 / 255 } },
        labels: chosen.map { digits[$0] == 0 ? 1 : -1 })
    }
    let train = try points("train")
    #expect(train.count == 12_665)
    var perceptron = Perceptron(dimension: 784)
    let training = perceptron.train(on: train, maximumEpochs: 200, seed: 1)
    #expect(training.hasConverged)
    let bound = try #require(NovikoffBound(train, separator: perceptron.weights))
    #expect(Double(training.totalMistakes) <= bound.mistakes)
    let test = try points("t10k")
    #expect(perceptron.errors(on: test) * 200 < test.count)
  }
}
