import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoZoo

extension Workplace {
  /// Puts EfficientNet-Lite0 with random weights into the cache, as a fetch would the trained one.
  ///
  /// - Parameter input: what the card says of pictures, if it is not what the entry says.
  func installNetwork(seed: UInt64 = 11, input: ImagePreprocessing? = nil) throws {
    let entry = try ModelZoo.entry("efficientnet-lite0")
    let folder = Cache(root: url("cache")).folder(for: entry.entry)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let network = Self.network(seed: seed)
    try TorchSample.write(network.state, to: folder.appending(path: entry.card.weights))
    let classes = (0..<1000).map { String(format: "n%08d\tthing %d\n", $0, $0) }.joined()
    try Data(classes.utf8).write(to: folder.appending(path: ClassNames.fileName))
    let card = ModelCard(
      network: entry.card.network, title: entry.card.title, license: entry.card.license,
      weights: entry.card.weights, classes: entry.card.classes, input: input ?? entry.card.input)
    try JSONEncoder().encode(card).write(to: folder.appending(path: ModelCard.fileName))
    let manifest = """
      {"id": "\(entry.id)", "revision": \(entry.entry.revision), "artifacts": [], "byteCount": 1,
       "fetched": 0, "notes": []}
      """
    try Data(manifest.utf8).write(to: folder.appending(path: "entry.json"))
  }

  /// The network that ``installNetwork(seed:input:)`` installs.
  static func network(seed: UInt64 = 11) -> EfficientNetLite0 {
    RandomGenerator.shared.key = RandomKey(seed: seed, counter: 0)
    return EfficientNetLite0()
  }

  var weightsFile: String { "cache/zoo/efficientnet-lite0/efficientnet-lite0.pth" }

  /// Folders of small pictures by class: stripes of another colour, direction and width each.
  func drawPictures(_ classes: [String] = ["green 緑", "red"], count: Int = 12) throws {
    var generator = SplitMix64(seed: 5)
    for (label, name) in classes.enumerated() {
      let folder = url("pictures/\(name)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      for index in 0..<count {
        let shade = UInt8(generator.next() % 56)
        let image = Self.stripes(label, shade: shade, phase: index % 2)
        try image.writePNG(to: folder.appending(path: "\(index).png"))
      }
    }
  }

  private static func stripes(_ label: Int, shade: UInt8, phase: Int) -> Image {
    let size = 48
    var pixels: [UInt8] = []
    for y in 0..<size {
      for x in 0..<size {
        let position = label % 2 == 0 ? x : y
        let isBright = (position + phase) / (3 + 2 * label) % 2 == 0
        var color = [shade, shade, shade]
        if isBright { color[(label + 1) % 3] = 255 }
        pixels += color
      }
    }
    return Image(width: size, height: size, format: .rgb, pixels: pixels)
  }
}

/// Writes state dictionaries as `torch.save` does: a pickle of protocol 2 in a zip archive.
private enum TorchSample {
  static func write(_ tensors: [(name: String, tensor: Tensor)], to url: URL) throws {
    try ZipWriter.write(to: url) { archive in
      try archive.add("archive/data.pkl", pickle(tensors))
      for (index, entry) in tensors.enumerated() {
        let bytes = entry.tensor.withUnsafeBytes { Array($0.prefix(4 * entry.tensor.elementCount)) }
        try archive.add("archive/data/\(index)", bytes)
      }
    }
  }

  private static func pickle(_ tensors: [(name: String, tensor: Tensor)]) -> [UInt8] {
    var bytes = [UInt8]("\u{2}}(".utf8)
    bytes.insert(0x80, at: 0)
    for (index, entry) in tensors.enumerated() {
      let dims = entry.tensor.shape.dims
      let strides = dims.indices.map { dims[($0 + 1)...].reduce(1, *) }
      bytes += string(entry.name) + Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8)
      bytes += string("storage") + Array("ctorch\nFloatStorage\n".utf8)
      bytes += string("\(index)") + string("cpu") + integer(entry.tensor.elementCount)
      // The persistent name, the offset, sizes, strides, no gradient, no hooks; the call.
      bytes += Array("tQ".utf8) + integer(0) + tuple(dims) + tuple(strides)
      bytes += [0x89] + Array("}tR".utf8)
    }
    return bytes + Array("u.".utf8)
  }

  private static func string(_ text: String) -> [UInt8] {
    Array("X".utf8) + withUnsafeBytes(of: UInt32(text.utf8.count).littleEndian, Array.init)
      + Array(text.utf8)
  }

  private static func integer(_ value: Int) -> [UInt8] {
    Array("J".utf8) + withUnsafeBytes(of: Int32(value).littleEndian, Array.init)
  }

  private static func tuple(_ values: [Int]) -> [UInt8] {
    Array("(".utf8) + values.flatMap(integer) + Array("t".utf8)
  }
}
