import Foundation
import ShinsoData
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@testable import ShinsoZoo

@Suite(.serialized) struct LayerPicturesTests {
  /// A filter for one channel has that channel's color, whatever the network's order is.
  @Test func filtersHaveTheColorsOfPictures() throws {
    let network = SmallNetwork(channels: 3)
    // Of BGR, the first is blue.
    let values = (0..<8 * 75).map { $0 % 75 < 25 ? Float(1) : 0 }
    network.conv1.weight.assign(Tensor(values, shape: [8, 3, 5, 5]))
    let view = try seen(network, size: 24, channels: 3)
    let filters = try view.filters(of: nil)
    #expect(filters.layer == "conv1" && filters.seesPictures)
    let images = view.images(of: filters, count: 5)
    #expect(images.count == 5 && images[0].width == 5)
    #expect(Array(images[0].pixels.prefix(3)) == [127, 127, 255])
  }

  @Test func deeperFiltersStandSideBySide() throws {
    let view = try seen(SmallNetwork(), size: 24)
    let filters = try view.filters(of: "conv2")
    #expect(filters.weight.shape == [16, 8, 3, 3] && !filters.seesPictures)
    let image = view.images(of: filters, count: 1)[0]
    // Eight kernels of 3 × 3 in three columns, a pixel apart.
    #expect(image.width == 13 && image.height == 13)
    #expect(problem { try view.filters(of: "output") }.contains("these layers have: conv1, conv2"))
    #expect(problem { try view.filters(of: "conv3") }.contains("did you mean 'conv"))
  }

  /// A perceptron's first layer is one picture a unit.
  @Test func fullConnectionsToThePicture() throws {
    let network = MultilayerPerceptron(784, hidden: [20], classes: 3)
    let filters = try seen(network, size: 28).filters(of: nil)
    #expect(filters.weight.shape == [20, 1, 28, 28] && filters.seesPictures)
  }

  @Test func activationsAreTheLayersOwn() throws {
    let network = SmallNetwork()
    network.mode = .evaluation
    let view = try seen(network, size: 24)
    let picture = PatternPictures(count: 1, seed: 1).picture(0)
    let image = Image(
      width: 24, height: 24, format: .gray,
      pixels: picture.scalars(as: Float.self).map { UInt8($0 * 255) })
    let sample = NetworkView.Sample(
      url: URL(filePath: "a.png"), image: image, input: view.input(image))
    let maps = try view.activations(of: "conv1", for: sample, count: 3)
    #expect(maps.count == 3 && maps[0].greatest >= maps[1].greatest)
    let output = withoutGradients { network.conv1(sample.input) }
    let peaks = output.max(axes: 2, 3).scalars(as: Float.self)
    #expect(maps[0].greatest == peaks.max() && peaks[maps[0].unit] == maps[0].greatest)
    #expect(maps[0].image.pixels.max() == 255)
    #expect(
      try view.strongestUnit(of: "conv1", for: sample) == .layer("conv1", maps[0].unit))
    #expect(
      problem { try view.activations(of: "output", for: sample, count: 3) }.contains("no maps"))
  }

  @Test func classesByNameNumberOrNearly() throws {
    let network = try pretrained(
      SmallNetwork(classes: 4), size: 24, classes: ["great_white_shark", "tench, Tinca", "狐", "7"])
    #expect(try network.classNumber("Great white shark") == 0)
    #expect(try network.classNumber("tinca") == 1)
    #expect(try network.classNumber("狐") == 2)
    #expect(try network.classNumber("7") == 3)
    #expect(try network.classNumber("2") == 2)
    #expect(
      problem { try network.classNumber("great_white_shar") }
        == "--class great_white_shar: small has no such class; did you mean 'great_white_shark'?")
    #expect(problem { try network.classNumber("9") } == "--class 9: small has 4 classes, from 0 on")
  }
}
