import ShinsoData
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite(.serialized) struct OptimalStimulusTests {
  /// The network is surer of its own picture of a class than of any that it was shown.
  @Test func excitesMoreThanPictures() throws {
    let network = PatternPictures.trained()
    let view = try seen(network, size: PatternPictures.size)
    let shown = PatternPictures(count: 100, seed: 1)
    let scores = withoutGradients { network(shown.pictures) }.rows
    var search = OptimalStimulus()
    search.steps = 60
    var steps = 0
    for number in 0..<3 {
      let image = try search.image(of: .score(ofClass: number), in: view) { steps = $0 }
      #expect(steps == 60 && image.width == PatternPictures.size && image.format == .gray)
      let best = scores.map { $0[number] }.max() ?? 0
      let own = withoutGradients { network(view.input(image)) }.scalars(as: Float.self)
      #expect(own[number] > best, "class \(number): \(own), \(best)")
      #expect(view.probabilities(of: image)[number] > 0.9)
    }
    #expect(network.parameters.allSatisfy { !$0.value.isFrozen })
  }

  /// The seed decides the picture.
  @Test func isRepeatable() throws {
    let view = try seen(PatternPictures.trained(), size: PatternPictures.size)
    var search = OptimalStimulus()
    search.steps = 3
    let unit = NetworkView.Unit.layer("conv2", 5)
    let first = try search.image(of: unit, in: view)
    #expect(try search.image(of: unit, in: view) == first)
    search.seed = 2
    #expect(try search.image(of: unit, in: view) != first)
  }

  /// Units that sleep at first, behind a relu: their gradient is 0.
  @Test func wakesSleepingUnits() throws {
    let network = SmallNetwork()
    network.mode = .evaluation
    func answers(_ image: Image) throws -> [Float] {
      let view = try seen(network, size: 24)
      return try (0..<16).map { unit in
        try Float(
          view.value(of: .layer("conv2", unit), reading: .strongest)(view.input(image)).item())
      }
    }
    var search = OptimalStimulus()
    search.steps = 1
    let first = try search.image(of: .layer("conv2", 0), in: seen(network, size: 24))
    let bias = try answers(first).map { -$0 - 0.05 }
    network.conv2.bias?.assign(Tensor(bias, shape: [16]))
    let asleep = try answers(first).indices(where: { $0 == 0 }).ranges.flatMap { $0 }
    #expect(asleep.count >= 8)
    search.steps = 80
    let view = try seen(network, size: 24)
    let awake = try asleep.count { unit in
      try answers(search.image(of: .layer("conv2", unit), in: view))[unit] > 0
    }
    #expect(awake >= asleep.count / 2, "\(awake) of \(asleep.count)")
  }
}
