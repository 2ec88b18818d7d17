import ShinsoData
import ShinsoFormats

extension ClassNames {
  /// What the outputs of a network are called.
  struct Usual {
    var names: [String]
    /// Whether these are names rather than numbers.
    var areNames: Bool
    /// WordNet's, where the classes are ImageNet's.
    var identifiers: [String]?
  }

  /// The classes of a network whose file does not tell their identifiers: a thousand are ImageNet's,
  /// which are fetched if absent.
  ///
  /// - Parameter given: the names, where they are known.
  static func usual(count: Int, named given: [String]? = nil) -> Usual {
    let names = given ?? (0..<count).map { "class \($0)" }
    let plain = Usual(names: names, areNames: given != nil)
    guard count == 1000 else { return plain }
    do {
      let folder = try Fetching.folder(DataCatalog.imageNetClasses.entry)
      let classes = try ClassNames(folder.appending(path: fileName))
      guard classes.count == count else { return plain }
      return Usual(
        names: given ?? classes.names, areNames: true, identifiers: classes.identifiers)
    } catch {
      Console.note("the names of ImageNet's classes are missing: \(error)")
      return plain
    }
  }
}
