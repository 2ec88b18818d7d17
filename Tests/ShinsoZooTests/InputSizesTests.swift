import ShinsoData
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

/// Networks for pictures of another size than their own.
@Suite(.serialized) struct InputSizesTests {
  /// The smallest size that each network names.
  @Test(arguments: Networks.entries.filter { $0.sizes != nil }.map { $0.name })
  func theSmallestSizeIsTaken(name: String) throws {
    let entry = try Networks.entry(name)
    let found = entry.sizes
    let sizes = try #require(found)
    let variant = ["size": "\(sizes.minimum)"]
    let shape: Shape = [2, 3, sizes.minimum, sizes.minimum]
    #expect(entry.inputShape(variant: variant) == shape.replacing(axis: 0, with: 1))
    let network = entry.make(classes: 3, variant: variant)
    // With its auxiliary heads, where it has some.
    let (loss, logits) = classificationLoss(network, .zeros(shape), Tensor([0, 1] as [Int64]))
    #expect(logits.shape == [2, 3] && loss.scalars(as: Float.self)[0].isFinite)
    #expect(throws: InputError.self) { try entry.check(size: sizes.minimum - 1, of: "--size") }
    if sizes.shareWeights {
      #expect(network.parameterCount == entry.make(classes: 3, variant: [:]).parameterCount)
    }
  }

  @Test func othersSayWhatTheyTake() {
    #expect(
      problem { try VGG16Entry.check(size: 48, of: "--size 48") }
        == "--size 48: vgg16 takes images of 32 to 4096 pixels that 32 divides")
    #expect(
      problem { try LeNetEntry.check(size: 32, of: "--size 32") }
        == "--size 32: lenet takes images of 28 pixels and no others")
  }

  /// The same part of a photograph, smaller.
  @Test func preprocessingKeepsItsProportions() {
    let small = ResNet50Entry.preprocessing(variant: ["size": "112"])
    #expect(small.width == 112 && small.height == 112 && small.shortSide == 128)
    let own = ResNet50Entry.preprocessing(variant: ["size": "224"])
    #expect(own == ResNet50Entry.preprocessing)
    let large = VGG16Entry.preprocessing(variant: ["size": "256", "variant": "norm"])
    #expect(large.width == 256 && large.shortSide == 293)
  }
}
