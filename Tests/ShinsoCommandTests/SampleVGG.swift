import Foundation
import ShinsoFormats
import ShinsoModels
import ShinsoZoo

extension Workplace {
  /// Puts the convolutions of VGG-16 into the cache, as a fetch would the trained ones: an ONNX file
  /// whose weights are all 0 but the last biases, so that `pool5` gives `value` everywhere. The zeros
  /// take no room on the disk.
  func installVGG16(value: Float) throws {
    let entry = try ModelZoo.entry("vgg16")
    let folder = Cache(root: url("cache")).folder(for: entry.entry)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let card = try JSONEncoder().encode(entry.card)
    try card.write(to: folder.appending(path: ModelCard.fileName))
    let manifest = """
      {"id": "vgg16", "revision": \(entry.entry.revision), "artifacts": [], "byteCount": 1,
       "fetched": 0, "notes": []}
      """
    try Data(manifest.utf8).write(to: folder.appending(path: "entry.json"))
    let file = folder.appending(path: entry.card.weights)
    try Data().write(to: file)
    let output = try FileHandle(forWritingTo: file)
    defer { try? output.close() }
    let tensors = Self.convolutions.flatMap { name, outputs, inputs in
      [
        OnnxTensor("\(name)/convolution/ReadVariableOp:0", [outputs, inputs, 3, 3]),
        OnnxTensor("\(name)/Squeeze:0", [outputs]),
      ]
    }
    let graph = tensors.map { Self.size(5, $0.byteCount) }.reduce(0, +)
    try output.write(contentsOf: Data(Self.head(7, graph)))
    for (index, tensor) in tensors.enumerated() {
      try output.write(contentsOf: Data(Self.head(5, tensor.byteCount) + tensor.head))
      if index == tensors.count - 1 {
        let values = [Float](repeating: value, count: tensor.elementCount)
        try output.write(contentsOf: values.withUnsafeBytes { Data($0) })
      } else {
        let end = try output.offset() + UInt64(4 * tensor.elementCount)
        try output.truncate(atOffset: end)
        try output.seek(toOffset: end)
      }
    }
  }

  private static var convolutions: [(name: String, outputs: Int, inputs: Int)] {
    var inputs = 3
    return VGG.convolutionNames(.d16).map { name in
      let block = Int(name.dropFirst(4).prefix(1)) ?? 1
      let outputs = min(64 << (block - 1), 512)
      defer { inputs = outputs }
      return ("functional_1/block\(block)_conv\(name.suffix(1))_1", outputs, inputs)
    }
  }

  /// A tensor of floats whose elements come last.
  private struct OnnxTensor {
    let elementCount: Int
    let head: [UInt8]
    var byteCount: Int { head.count + 4 * elementCount }

    init(_ name: String, _ dims: [Int]) {
      elementCount = dims.reduce(1, *)
      let name = Workplace.head(8, name.utf8.count) + Array(name.utf8)
      head =
        dims.flatMap { [1 << 3] + Workplace.varint($0) } + [2 << 3, 1] + name
        + Workplace.head(9, 4 * elementCount)
    }
  }

  private static func size(_ field: Int, _ count: Int) -> Int { head(field, count).count + count }

  /// What comes before a value of `count` bytes.
  private static func head(_ field: Int, _ count: Int) -> [UInt8] {
    [UInt8(field << 3 | 2)] + varint(count)
  }

  private static func varint(_ value: Int) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
