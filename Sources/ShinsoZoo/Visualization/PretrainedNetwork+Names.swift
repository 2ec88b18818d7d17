import Foundation
import ShinsoTensor

extension PretrainedNetwork {
  /// The number of a class by its name, its number or its WordNet identifier. Case, and whether words
  /// are joined by spaces or underscores, make no difference.
  ///
  /// - Throws: `InputError` for a class that it does not have, with the nearest name.
  public func classNumber(_ text: String) throws -> Int {
    try checkNamesClasses()
    func plain(_ name: some StringProtocol) -> String {
      name.lowercased().replacing("_", with: " ").trimmingCharacters(in: .whitespaces)
    }
    let wanted = plain(text)
    let names = classNames.map { plain($0) }
    if let exact = names.firstIndex(of: wanted) { return exact }
    // ImageNet's synsets have several words: `tench, Tinca tinca`.
    if let one = names.firstIndex(where: { $0.split(separator: ",").map(plain).contains(wanted) }) {
      return one
    }
    if let known = classIdentifiers?.firstIndex(of: text) { return known }
    if let number = Int(text) {
      if classNames.indices.contains(number) { return number }
      throw InputError(
        "--class \(text)", "\(name) has \(counted(classNames.count, "class", "classes")), from 0 on"
      )
    }
    throw InputError(
      "--class \(text)",
      "\(name) has no such class\(NearestName.hint(text, among: classNames))")
  }

  func unknownLayer(_ layer: String, among known: [String]) -> InputError {
    InputError(
      "--layer \(layer)",
      "\(name) has no such layer\(NearestName.hint(layer, among: known)); its layers are listed by "
        + "`shinso visualize \(architecture.path) layers`")
  }
}
