import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite(.serialized) struct SaliencyTests {
  /// One unit for what is bright and one for what is dark; the score is their difference.
  private final class Signs: Module, Layer {
    let conv1 = Conv2d(1, 2, kernelSize: 1, bias: false, activation: .relu)
    let pool = GlobalAveragePool2d()
    let output = Linear(2, 2, bias: false)

    override init() {
      super.init()
      conv1.weight.assign(Tensor([1, -1] as [Float], shape: [2, 1, 1, 1]))
      output.weight.assign(Tensor([1, -1, 0, 1] as [Float], shape: [2, 2]))
    }

    func forward(_ x: Tensor) -> Tensor { output(pool(conv1(x))) }
  }

  private let x = Tensor([1, -1, 2, -3] as [Float], shape: [1, 1, 2, 2])

  /// The score is the mean: its derivative is the same everywhere. What the second unit would
  /// subtract arrives at its relu as a negative gradient.
  @Test func waysDiffer() throws {
    let view = try seen(Signs(), size: 2, classes: ["mean", "dark"])
    func saliency(_ way: Saliency, _ number: Int) throws -> [Float] {
      try view.saliency(way, of: .score(ofClass: number), at: x).scalars()
    }
    #expect(view.hasRelus)
    #expect(try saliency(.gradient, 0) == [0.25, 0.25, 0.25, 0.25])
    #expect(try saliency(.deconvnet, 0) == [0.25, 0.25, 0.25, 0.25])
    #expect(try saliency(.guided, 0) == [0.25, 0, 0.25, 0])
    #expect(try saliency(.gradient, 1) == [0, -0.25, 0, -0.25])
    #expect(try saliency(.deconvnet, 1) == [-0.25, -0.25, -0.25, -0.25])
    #expect(try saliency(.guided, 1) == [0, -0.25, 0, -0.25])
  }

  /// Of a map, the greatest element alone.
  @Test func mapsCountByTheirStrongest() throws {
    let view = try seen(Signs(), size: 2, classes: ["mean", "dark"])
    let strongest = try view.saliency(.gradient, of: .layer("conv1", 1), at: x)
    #expect(strongest.scalars() == [0, 0, 0, -1] as [Float])
  }

  @Test func unitsThatAreNotThere() throws {
    let view = try seen(Signs(), size: 2, classes: ["mean", "dark"])
    #expect(
      problem { try view.saliency(.guided, of: .layer("conv1", 2), at: x) }
        == "--unit 2: conv1 has 2 units, 0 to 1")
    #expect(
      problem { try view.saliency(.guided, of: .layer("conf1", 0), at: x) }.contains(
        "small has no such layer; did you mean 'conv1'?"))
  }

  /// Of a network of smooth functions the derivative is the limit of differences.
  @Test func gradientIsTheDerivative() throws {
    RandomGenerator.shared.key = RandomKey(seed: 2, counter: 0)
    let network = SmallNetwork(activation: .tanh)
    let view = try seen(network, size: 8)
    #expect(!view.hasRelus)
    let x = Tensor((0..<64).map { Float($0 * 37 % 64) / 64 }, shape: [1, 1, 8, 8])
    let saliency = try view.saliency(.gradient, of: .score(ofClass: 1), at: x)
      .scalars(as: Float.self)
    func score(_ place: Int, _ change: Float) -> Float {
      var values = x.scalars(as: Float.self)
      values[place] += change
      let moved = Tensor(values, shape: x.shape)
      return withoutGradients { network(moved) }.scalars(as: Float.self)[1]
    }
    let largest = saliency.map { abs($0) }.max() ?? 0
    for place in 0..<64 {
      let difference = (score(place, 0.005) - score(place, -0.005)) / 0.01
      #expect(abs(difference - saliency[place]) < 0.02 * largest, "\(place)")
    }
  }

  /// What the picture is of gets more of the guided gradient than of the plain one.
  @Test func guidedFindsTheObject() throws {
    let view = try seen(PatternPictures.trained(), size: PatternPictures.size)
    let test = PatternPictures(count: 40, seed: 1)
    func share(_ way: Saliency) throws -> Double {
      try (0..<40).reduce(0.0) { sum, index in
        let unit = NetworkView.Unit.score(ofClass: test.labels[index])
        let map = try view.saliency(way, of: unit, at: test.picture(index))
        return sum + test.shareInside(map, index) / 40
      }
    }
    let (plain, guided) = (try share(.gradient), try share(.guided))
    #expect(guided > plain + 0.08, "\(plain) \(guided)")
    // A map without knowledge has the share of the area, 17 %.
    #expect(guided > 0.3, "\(guided)")
  }
}
