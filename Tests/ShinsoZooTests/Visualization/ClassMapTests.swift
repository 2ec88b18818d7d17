import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite(.serialized) struct ClassMapTests {
  private let test = PatternPictures(count: 40, seed: 1)

  /// Grad-CAM of a network that classifies by averages is CAM over the number of places, where that is
  /// positive (section 3.1 of the paper).
  @Test func bothWaysAgree() throws {
    let view = try seen(PatternPictures.trained(), size: PatternPictures.size)
    let map = try view.classMap(ofClass: 0, at: test.picture(0))
    let gradient = try view.gradientMap(ofClass: 0, at: test.picture(0))
    #expect(map.way == .weightedMaps && gradient.way == .gradients)
    #expect(map.values.shape == [6, 6] && gradient.values.shape == [6, 6])
    let pairs = zip(
      map.values.scalars(as: Float.self), gradient.values.scalars(as: Float.self))
    for (value, slope) in pairs { #expect(abs(max(value, 0) / 36 - slope) < 1e-4) }
  }

  /// The place of the greatest value lies in the pattern.
  @Test func findsTheObject() throws {
    let view = try seen(PatternPictures.trained(), size: PatternPictures.size)
    let found = try (0..<40).count { index in
      let map = try view.classMap(ofClass: test.labels[index], at: test.picture(index))
      let values = map.values.scalars(as: Float.self)
      let best = values.indices.max { values[$0] < values[$1] } ?? 0
      // Of a cell of 4 × 4 pixels, the middle.
      let (y, x) = (best / 6 * 4 + 2, best % 6 * 4 + 2)
      let place = test.places[index]
      let side = PatternPictures.side
      return (place.top - 2...place.top + side + 2).contains(y)
        && (place.left - 2...place.left + side + 2).contains(x)
    }
    #expect(found >= 34, "\(found) of 40")
  }

  /// Averages that are the scores: the map is the class's own. A network that ends otherwise: gradients.
  @Test func waysFollowTheNetwork() throws {
    RandomGenerator.shared.key = RandomKey(seed: 4, counter: 0)
    let all = AllCNN(classes: 3)
    let convolutional = try seen(all, size: 32, channels: 3)
    let x = Tensor((0..<3072).map { Float($0 * 31 % 97) / 97 }, shape: [1, 3, 32, 32])
    let map = try convolutional.classMap(ofClass: 2, at: x)
    #expect(map.way == .classMaps)
    let score = withoutGradients { all(x) }.scalars(as: Float.self)[2]
    #expect(abs(map.values.mean().item() - Double(score)) < 1e-4)
    let connected = try seen(LeNet(classes: 3), size: 28)
    let digit = Tensor((0..<784).map { Float($0 % 29) / 29 }, shape: [1, 1, 28, 28])
    let gradient = try connected.classMap(ofClass: 0, at: digit)
    #expect(gradient.way == .gradients && gradient.values.shape == [4, 4])
    let flat = try seen(
      MultilayerPerceptron(784, hidden: [20], classes: 3), size: 28)
    #expect(
      problem { try flat.classMap(ofClass: 0, at: digit) }
        == "small: has no convolutions, so no class maps")
  }
}
