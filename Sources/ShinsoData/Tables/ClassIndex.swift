import ShinsoFormats

/// The classes of labels: their names in order, and the place of each label's among them.
struct ClassIndex {
  let names: [String]
  let labels: [Int]

  init(_ labels: [String]) {
    let names = Set(labels.map { ExactName($0) }).sortedAsClasses()
    let places = Dictionary(uniqueKeysWithValues: zip(names.map { ExactName($0) }, 0...))
    self.names = names
    self.labels = labels.map { places[ExactName($0)] ?? 0 }
  }
}

extension Set<ExactName> {
  /// The class names in order: by value if all are finite numbers, otherwise by their bytes. The
  /// order must depend neither on the file nor on the locale of the machine.
  func sortedAsClasses() -> [String] {
    let names = map(\.text).sortedByBytes()
    let values = names.map { Double($0) ?? .nan }
    guard values.allSatisfy(\.isFinite) else { return names }
    // "1" and "1.0" are different classes.
    return names.indices.sorted { (values[$0], $0) < (values[$1], $1) }.map { names[$0] }
  }
}
