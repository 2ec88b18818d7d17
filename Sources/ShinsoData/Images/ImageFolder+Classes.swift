import ShinsoFormats
import ShinsoTensor

extension ImageFolder {
  /// The same images with the classes that a model has learned, whatever their order here. Images of
  /// classes that it does not know are left out; a note names those, and the classes without images.
  ///
  /// - Parameter data: named in notes.
  /// - Throws: `InputError` if they have no class in common.
  package func matched(to learned: [String], in data: String) throws -> ImageFolder {
    let match = ClassMatch(classNames, learned: learned)
    try match.check(data)
    return ImageFolder(
      classNames: learned,
      items: items.compactMap { item in
        match.places[item.label].map { Item(url: item.url, label: $0) }
      })
  }
}

/// Where the classes of data stand among those that a model has learned. Classes are sets: their order
/// says nothing.
package struct ClassMatch {
  /// For each class of the data its place among the learned ones; nil for one that is not known.
  package let places: [Int?]
  /// Classes of the data that the model does not know.
  let unknown: [String]
  /// Classes of the model that the data lack.
  let absent: [String]

  package init(_ found: [String], learned: [String]) {
    let known = Dictionary(zip(learned.map { ExactName($0) }, 0...)) { first, _ in first }
    let there = Set(found.map { ExactName($0) })
    places = found.map { known[ExactName($0)] }
    unknown = found.filter { known[ExactName($0)] == nil }
    absent = learned.filter { !there.contains(ExactName($0)) }
  }

  /// Notes what differs.
  ///
  /// - Throws: `InputError` if no class is known.
  package func check(_ data: String) throws {
    guard unknown.count < places.count else {
      throw InputError(
        data,
        "has no class that the model knows: it has \(list(unknown)), the model \(list(absent))")
    }
    if !unknown.isEmpty {
      Console.note("\(data): leaves out \(list(unknown)), which the model does not know")
    }
    if !absent.isEmpty { Console.note("\(data): has no images of \(list(absent))") }
  }

  private func list(_ names: [String]) -> String {
    let shown = names.prefix(5).map(quoted).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }
}
