import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoTensor

/// Photographs with captions, divided for training and test.
struct PhotographData {
  let train: [CaptionedPictures.Item]
  let test: [CaptionedPictures.Item]
  /// Columns of captions; one without a name where there is one kind.
  let languageNames: [String]
  /// Of all pictures and captions, and how they are divided.
  let digest: String

  /// - Parameters:
  ///   - heldOut: the part that is held out where the captions' file does not divide the pictures.
  ///   - seed: by which they are chosen.
  /// - Throws: `InputError` for files that are missing or damaged, or too few pictures to divide.
  init(_ source: CaptionSource, heldOut: Double, seed: UInt64) throws {
    let pictures = try source.pictures()
    for note in pictures.notes { Console.note(note) }
    languageNames = pictures.languages
    if pictures.items.contains(where: { $0.part != nil }) {
      train = pictures.items.filter { ($0.part ?? .train) == .train }
      let parts = [CaptionPart.test, .validation].map { part in
        pictures.items.filter { $0.part == part }
      }
      test = parts.first { !$0.isEmpty } ?? []
    } else {
      var order = Array(pictures.items.indices)
      var generator = SplitMix64(seed, 0x6E_6963)
      order.seededShuffle(using: &generator)
      let count = Int((Double(order.count) * heldOut).rounded())
      test = order.prefix(count).sorted().map { pictures.items[$0] }
      train = order.dropFirst(count).sorted().map { pictures.items[$0] }
    }
    guard !train.isEmpty, !test.isEmpty else {
      throw InputError(
        source.data.text,
        "has \(counted(train.count, "picture")) for training and \(test.count) for the test; both "
          + "need some")
    }
    var digest = SHA256()
    for (part, items) in [("train", train), ("test", test)] {
      for item in items {
        digest.update("\(part) \(item.url.lastPathComponent) \(item.captions)\0")
      }
    }
    self.digest = digest.hex()
  }

  /// Captions of some pictures in the language of that number.
  static func texts(_ items: [CaptionedPictures.Item], _ language: Int) -> [String] {
    items.flatMap { $0.captions[language] }
  }
}

/// Where photographs and captions are.
struct CaptionSource {
  let data: DataName
  let captions: FileName?
  let root: FileName?

  /// - Throws: `InputError` for a set of the catalog that has no captions, and for what cannot be
  ///   read.
  func pictures() throws -> CaptionedPictures {
    try data.checkExists()
    if let entry = data.entry, entry.id != DataCatalog.stamps.id {
      throw InputError(
        "--data \(data)",
        "has no captions; use scenes, stamps, or a folder of photographs with captions")
    }
    return try CaptionedPictures(
      data.fetched() ?? data.url, captions: captions?.url, root: root?.url)
  }
}
