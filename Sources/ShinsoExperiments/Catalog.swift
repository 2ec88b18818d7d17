import ShinsoTensor
import ShinsoZoo

/// The table of contents: every system, in the order of its field and year.
public enum Catalog {
  public static let systems: [any System.Type] = {
    let own: [any System.Type] = [
      NeuronExperiment.self,
      PerceptronExperiment.self,
      XorExperiment.self,
      HopfieldExperiment.self,
      DBNExperiment.self,
      MLPExperiment.self,
      ImageNetExperiment.self,
      PretrainedSVMExperiment.self,
      PretrainedMLPExperiment.self,
      RNNLMExperiment.self,
    ]
    let known = Set(own.map { $0.about.id })
    // A network of the registry is a system, whether or not it has a file of its own here.
    let networks = Networks.entries.filter { !known.contains($0.name) }.map(system)
    let fields = About.Field.allCases
    return (own + networks).sorted { a, b in
      let (first, second) = (a.about, b.about)
      let place = { (about: About) in fields.firstIndex(of: about.field) ?? 0 }
      return (place(first), first.year, first.id) < (place(second), second.year, second.id)
    }
  }()

  private static func system(_ network: any NetworkEntry.Type) -> any System.Type {
    func open<Network: NetworkEntry>(_ network: Network.Type) -> any System.Type {
      NetworkSystem<Network>.self
    }
    return open(network)
  }

  /// The system of that id, if there is one.
  public static func system(_ id: String) -> (any System.Type)? {
    systems.first { $0.about.id == id }
  }
}
