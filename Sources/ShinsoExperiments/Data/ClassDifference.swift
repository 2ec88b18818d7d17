import ShinsoFormats
import ShinsoTensor

/// How the classes of data differ from those that a model has learned.
enum ClassDifference {
  /// The problem of an error: both numbers, and the first names that one side lacks.
  static func problem(_ found: [String], learned: [String], namesClasses: Bool = true) -> String {
    var parts = ["\(counted(found.count, "class", "classes")), the model has \(learned.count)"]
    if namesClasses {
      let (there, known) = (Set(found), Set(learned))
      let unknown = found.filter { !known.contains($0) }
      let absent = learned.filter { !there.contains($0) }
      if !unknown.isEmpty { parts.append("the model does not know \(list(unknown))") }
      if !absent.isEmpty { parts.append("the data lack \(list(absent))") }
      if unknown.isEmpty, absent.isEmpty { parts.append("they stand in another order") }
    }
    return "has other classes than the model: " + parts.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).map(quoted).joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}
