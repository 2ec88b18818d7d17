import Foundation
import ShinsoTensor
import Testing

@testable import ShinsoModels

@Suite(.serialized) struct PrincipalComponentsTests {
  /// Three points around (2, 1), on a line that rises by 3 / 4, and one off it.
  @Test func findsTheDirectionsOfAKnownCase() {
    var covariance = Covariance()
    covariance.add(Tensor([6, 4, -2, -2] as [Float], shape: [2, 2]))
    covariance.add(Tensor([1.4, 1.8, 2.6, 0.2] as [Float], shape: [2, 2]))
    let pca = PrincipalComponents(covariance, count: 2)
    #expect(near(pca.mean.scalars(as: Double.self), [2, 1]))
    // Squares 25 + 25 along and 1 + 1 across, over four points.
    #expect(near(pca.variances, [12.5, 0.5]))
    let directions = pca.directions.scalars(as: Double.self)
    #expect(near(directions.map(abs), [0.8, 0.6, 0.6, 0.8]))
    #expect(abs(directions[0] * directions[2] + directions[1] * directions[3]) < 1e-6)
  }

  @Test func jacobiFindsTheEigenvaluesOfAChain() {
    // The second difference of n points has the eigenvalues 2 - 2 cos(kπ / (n + 1)).
    let n = 9
    let chain = SymmetricMatrix(size: n) { $0 == $1 ? 2 : abs($0 - $1) == 1 ? -1 : 0 }
    let expected = (1...n).reversed().map { 2 - 2 * cos(Double($0) * .pi / Double(n + 1)) }
    #expect(near(chain.eigen().values, expected, 1e-12))
  }

  @Test func subspaceIterationAgreesWithJacobi() {
    let size = 60
    var random = SplitMix64(seed: 3)
    let factors = (0..<size).map { row in
      (0..<size).map { _ in
        (Double(random.next() >> 11) * 0x1p-52 - 1) / Double(1 + row)
      }
    }
    let matrix = SymmetricMatrix(size: size) { i, j in
      factors.reduce(0) { $0 + $1[i] * $1[j] }
    }
    let all = matrix.eigen()
    let some = matrix.leadingEigen(5)
    #expect(near(some.values, Array(all.values[..<5]), 1e-9))
    for (a, b) in zip(some.vectors, all.vectors) {
      let product = zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(abs(product) - 1) < 1e-9)
    }
  }

  /// What is lost is the variance along the directions that were left out, and no code of that
  /// length loses less; directions without variance are orthonormal too.
  @Test func losesTheVarianceThatIsLeftOut() {
    let key = RandomKey(seed: 6, counter: 0)
    let backend = Device.cpu.backend
    let low = backend.normal([200, 8], mean: 0, standardDeviation: 1, key: key)
    let mixing = backend.normal(
      [8, 20], mean: 0, standardDeviation: 1, key: RandomKey(seed: 7, counter: 0))
    let x = matmul(low, mixing) + 3
    var covariance = Covariance()
    for start in stride(from: 0, to: 200, by: 40) {
      covariance.add(x.sliced(axis: 0, from: start, to: start + 40))
    }
    let whole = PrincipalComponents(covariance, count: 12)
    #expect(whole.variances[8...].allSatisfy { abs($0) < 1e-4 })
    let products = matmul(whole.directions, whole.directions, transposingRight: true)
    let identity = oneHot(Tensor((0..<12).map { Int64($0) }), classes: 12)
    #expect((products - identity).abs().max().item() < 1e-5)
    #expect(reconstructionError(whole.reconstruct(x), x).item() < 1e-4)
    let pca = PrincipalComponents(covariance, count: 3)
    let lost = whole.variances[3..<8].reduce(0, +)
    let error = reconstructionError(pca.reconstruct(x), x).item()
    #expect(abs(error / lost - 1) < 1e-3)
  }

  /// Fewer samples than values, and copies of them: what both ways find is the same, and directions
  /// without variance are orthonormal too.
  @Test(arguments: [4, 150]) func fewSamplesAndCopies(size: Int) {
    let backend = Device.cpu.backend
    let some = backend.normal(
      [size / 2, 300], mean: 2, standardDeviation: 1, key: RandomKey(seed: 8, counter: 0))
    let x = concatenate([some, some], axis: 0)
    var covariance = Covariance()
    covariance.add(x)
    let whole = PrincipalComponents(covariance, count: 6)
    let few = PrincipalComponents(of: x, count: 6)
    #expect(zip(few.variances, whole.variances).allSatisfy { abs($0 - $1) < 1e-2 })
    #expect(size > 4 || few.variances[1...].allSatisfy { $0 < 1e-9 })
    let products = matmul(few.directions, few.directions, transposingRight: true)
    let identity = oneHot(Tensor((0..<6).map { Int64($0) }), classes: 6)
    #expect((products - identity).abs().max().item() < 1e-5)
    let codes = few.encode(x).scalars(as: Double.self)
    let variance = stride(from: 0, to: codes.count, by: 6).reduce(0) {
      $0 + codes[$1] * codes[$1] / Double(size)
    }
    #expect(abs(variance / few.variances[0] - 1) < 1e-3)
    let same = PrincipalComponents(of: some.sliced(axis: 0, from: 0, to: 1), count: 3)
    #expect(same.variances == [0, 0, 0])
  }

  private func near(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-5) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
  }
}
