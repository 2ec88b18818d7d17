import ShinsoData
import ShinsoModels
import ShinsoTensor
import ShinsoZoo

/// How windows of a picture are found and what is computed of them.
struct WindowSettings {
  /// Short sides of the picture for the network, in pixels.
  let scales: [Int]
  let pooling: WindowPooling
  /// Windows of a picture.
  let limit: Int

  /// The larger side of the picture on which regions are looked for.
  private static let searchedSide = 500

  /// The windows of a picture that may hold objects.
  func proposals(in image: Image) -> [Box] {
    let longer = max(image.width, image.height)
    let small =
      longer > Self.searchedSide ? image.scaled(toFit: Self.searchedSide, Self.searchedSide) : image
    let (x, y) = (
      Float(image.width) / Float(small.width), Float(image.height) / Float(small.height)
    )
    return SelectiveSearch().boxes(
      pixels: small.converted(to: .rgb).pixels, width: small.width, height: small.height,
      limit: limit
    ).map { box in
      Box(left: box.left * x, top: box.top * y, right: box.right * x, bottom: box.bottom * y)
    }
  }
}

/// In a model's file.
extension WindowSettings {
  var metadata: [String: String] {
    [
      "scales": CommaList(scales).description, "pyramid": CommaList(pooling.levels).description,
      "pool": pooling.kind.rawValue, "windows": "\(limit)",
    ]
  }

  init(_ saved: TrainedModel) throws {
    func list(_ key: String) throws -> [Int] {
      let text = try saved.required(key)
      guard let list = CommaList<Int>(argument: text),
        list.values.allSatisfy({ (1...WindowOptions.mostPixels).contains($0) })
      else { throw InputError(saved.file.path, "says \(key) \(text), which makes no sense") }
      return list.values
    }
    let levels = try list("pyramid")
    let limit: Int = try saved.value("windows")
    guard let kind = WindowPooling.Kind(rawValue: try saved.required("pool")),
      levels.allSatisfy({ $0 <= WindowOptions.finestLevel }), WindowOptions.limits.contains(limit)
    else { throw InputError(saved.file.path, "says windows or a pyramid that make no sense") }
    self.init(
      scales: try list("scales"), pooling: WindowPooling(levels: levels, kind: kind), limit: limit)
  }
}
