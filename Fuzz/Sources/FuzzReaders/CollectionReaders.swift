import Foundation
import ShinsoTensor

@testable import ShinsoData
@testable import ShinsoFormats
@testable import ShinsoZoo

/// The readers of data sets and of the catalogs' files.
let collectionReaders: [String: Reader] = [
  "archive": { bytes in
    try Scratch.withArchive(bytes) { archive in
      let folder = try ImageFolder(archive, dropDuplicates: true)
      _ = folder.split(heldOut: 0.3, seed: 1)
      for item in folder.items.prefix(4) { _ = try Image(contentsOf: item.url) }
    }
  },
  "cifar": { bytes in
    try Scratch.withArchive(bytes) { archive in
      for part in CIFAR.Part.allCases { _ = try CIFAR.read(archive, part) }
    }
  },
  "list": { bytes in
    try Scratch.write([], "a.png")
    try Scratch.write([], "b c.png")
    _ = try ImageFolder(list: Scratch.write(bytes, "list.txt"))
  },
  "classes": { _ = try ClassNames(Scratch.write($0, "classes.tsv")).text() },
  // The two tables of 1000 classes in a wheel.
  "imagenet": { bytes in
    let wheel = try Scratch.write(bytes, "wheel.zip")
    _ = try ImageNetClasses.read(
      Assembly(
        files: [ImageNetClasses.artifact.name: wheel], destination: Scratch.folder,
        scratch: Scratch.folder, tools: Subprocess(environment: [:])))
  },
  "mnist5k": { _ = try MNIST5k.parse($0, name: "input") },
  "drawings": { bytes in
    try Scratch.write(bytes, DrawingIndex.fileName)
    _ = try OpenClipart.items(in: Scratch.folder, subjects: ["animals", "food"])
  },
  "card": { bytes in
    try Scratch.write(bytes, ModelCard.fileName)
    _ = try ModelCard(folder: Scratch.folder).json()
  },
  "manifest": { bytes in
    let entry = try ModelZoo.entry("efficientnet-lite0")
    let cache = Cache(root: Scratch.folder)
    let folder = cache.folder(for: entry.entry)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(bytes).write(to: folder.appending(path: EntryManifest.fileName))
    _ = try JSONEncoder().encode(cache.status(of: entry.entry))
  },
]
