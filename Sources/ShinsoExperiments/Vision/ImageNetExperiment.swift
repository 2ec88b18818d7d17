import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor
import ShinsoTraining

/// The ImageNet classification task: top-1 and top-5 accuracy of any network of the zoo on
/// photographs of the 1,000 classes (Russakovsky et al., IJCV 2015).
struct ImageNetExperiment: System {
  let id = "imagenet"
  let year = 2010
  let title = "ILSVRC classification: top-1 and top-5 of any network"
  let defaultData = "a folder, by --data"
  let expectation =
    "efficientnet-lite0: 86 % top-1, 98 % top-5 on one photograph of every 5th class"
  let options: [SystemCommand: Set<SystemOption>] = [
    .evaluate: [.data, .network, .batchSize], .predict: [.network],
  ]

  func evaluate(_ request: Request) throws -> Report {
    guard let data = request.data else {
      throw InputError(
        "--data", "name a folder of INDEX_WNID_NAME.jpg files or one folder a class (WNID/*.JPEG)")
    }
    let network = try PretrainedNetwork(request.network ?? PretrainedNetwork.usual)
    let items = try Self.items(in: URL(filePath: data), network.classes)
    let dataset = ImageDataset(
      items: items, classNames: network.classes.names, preprocessing: network.preprocessing)
    let result = try ShinsoTraining.evaluate(
      network.model, on: DataLoader(dataset, batchSize: request.batchSize ?? 8),
      progress: ProgressReporter(
        title: "evaluating \(network.name)", total: items.count, unit: "images"))
    return Report(
      system: id, data: data, result.confusion,
      metrics: ["top1": result.accuracy, "top5": result.top5Accuracy])
  }

  func predict(_ request: Request, samples: [URL], top: Int) throws -> [Prediction] {
    let network = try PretrainedNetwork(request.network ?? PretrainedNetwork.usual)
    return try network.predict(samples, top: top)
  }

  /// The pictures of a folder with their classes: by the number that a name starts with, or by the
  /// WordNet identifier of the folder that they lie in.
  static func items(in folder: URL, _ classes: ClassNames) throws -> [(url: URL, label: Int)] {
    let manager = FileManager.default
    guard let names = try? manager.contentsOfDirectory(atPath: folder.path).sorted() else {
      throw InputError(folder.path, "is no folder that can be read")
    }
    var items: [(url: URL, label: Int)] = []
    for name in names where isPicture(name) {
      guard let number = name.split(separator: "_").first.flatMap({ Int($0) }),
        (0..<classes.count).contains(number)
      else {
        throw InputError(
          folder.appending(path: name).path,
          "does not start with a class number of 0 to \(classes.count - 1) (INDEX_WNID_NAME.jpg)")
      }
      items.append((folder.appending(path: name), number))
    }
    if !items.isEmpty { return items }
    let indices = Dictionary(
      zip(classes.identifiers, 0...), uniquingKeysWith: { first, _ in first })
    for name in names {
      guard let label = indices[name] else { continue }
      let inner = folder.appending(path: name)
      let files = (try? manager.contentsOfDirectory(atPath: inner.path)) ?? []
      items += files.filter(isPicture).sorted().map { (inner.appending(path: $0), label) }
    }
    if items.isEmpty {
      throw InputError(
        folder.path,
        "has neither INDEX_WNID_NAME.jpg files nor folders named by WordNet "
          + "identifiers such as \(classes.identifiers.first ?? "n01440764")")
    }
    return items
  }

  private static func isPicture(_ name: String) -> Bool {
    !name.hasPrefix(".")
      && ["jpg", "jpeg", "png"].contains(
        name.split(separator: ".").last.map { $0.lowercased() } ?? "")
  }
}

extension PretrainedNetwork {
  /// The network's own classes for pictures.
  public func predict(_ samples: [URL], top: Int) throws -> [Prediction] {
    try predictions(samples, preprocessing, names: classes.names, top: top) { model($0) }
  }
}
