import ShinsoTensor

/// The table of contents: every system, in the lecture's order.
public enum Catalog {
  public static let systems: [any System] = [
    LeNetExperiment(),
    ImageNetExperiment(),
    PretrainedSVMExperiment(),
    PretrainedMLPExperiment(),
  ]

  /// The system of that id. Throws `InputError` naming the known ones.
  public static func system(_ id: String) throws -> any System {
    guard let system = systems.first(where: { $0.id == id }) else {
      throw InputError(
        id, "is no system; there are \(systems.map(\.id).joined(separator: ", ")) (shinso list)")
    }
    return system
  }
}
