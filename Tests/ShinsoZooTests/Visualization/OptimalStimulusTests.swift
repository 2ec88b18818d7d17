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

  /// A unit that nothing wakes at first, behind a relu: its gradient is 0.
  @Test func wakesSleepingUnits() throws {
    let network = SmallNetwork()
    network.conv2.bias?.assign(.full(-1, shape: [16]))
    network.mode = .evaluation
    let view = try seen(network, size: 24)
    var search = OptimalStimulus()
    search.steps = 80
    search.norm = 0.6
    let awake = try (0..<16).count { unit in
      let image = try search.image(of: .layer("conv2", unit), in: view)
      return try view.value(of: .layer("conv2", unit), reading: .strongest)(view.input(image))
        .item() > 0
    }
    #expect(awake >= 8, "\(awake) of 16")
  }
}
