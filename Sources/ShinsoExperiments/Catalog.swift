import ShinsoZoo
import Synchronization

/// The table of contents: every system, in the order of its field and year.
public enum Catalog {
  private static let own: [any System.Type] = [
    NeuronExperiment.self,
    PerceptronExperiment.self,
    XorExperiment.self,
    HopfieldExperiment.self,
    NeocognitronExperiment.self,
    DBNExperiment.self,
    ReLUExperiment.self,
    DropoutExperiment.self,
    MLPExperiment.self,
    BatchNormExperiment.self,
    ImageNetExperiment.self,
    CaffeExperiment.self,
    DetectionExperiment.self,
    TripletExperiment.self,
    ExemplarExperiment.self,
    SparseAutoencoderExperiment.self,
    PretrainedSVMExperiment.self,
    PretrainedMLPExperiment.self,
    FinetuneExperiment.self,
    RNNLMExperiment.self,
    Word2VecExperiment.self,
    PhrasesExperiment.self,
    SequenceToSequenceExperiment.self,
    RecursiveAutoencoderExperiment.self,
    RNTNExperiment.self,
    AttentionExperiment.self,
  ]
  private static let added = Mutex<[any System.Type]>([])

  /// Adds a system of one's own, before the command line is read.
  public static func add(_ system: any System.Type) { added.withLock { $0.append(system) } }

  /// Own systems, added ones, and the networks of the registry that have no file of their own here.
  public static var systems: [any System.Type] {
    let named = own + added.withLock { $0 }
    let known = Set(named.map { $0.about.id })
    let networks = Networks.entries.filter { !known.contains($0.name) }.map(system)
    let fields = About.Field.allCases
    return (named + networks).sorted { a, b in
      let (first, second) = (a.about, b.about)
      let place = { (about: About) in fields.firstIndex(of: about.field) ?? 0 }
      return (place(first), first.year, first.id) < (place(second), second.year, second.id)
    }
  }

  private static func system(_ network: any NetworkEntry.Type) -> any System.Type {
    func open<Network: NetworkEntry>(_ network: Network.Type) -> any System.Type {
      typealias Variant = NetworkVariantOptions<Network>
      typealias Size = NetworkSizeOptions<Network>
      return switch (Network.variants.isEmpty, Network.sizes == nil) {
      case (true, true): NetworkSystem<Network, NoNetworkOptions>.self
      case (false, true): NetworkSystem<Network, Variant>.self
      case (true, false): NetworkSystem<Network, Size>.self
      case (false, false): NetworkSystem<Network, NetworkOptionPair<Variant, Size>>.self
      }
    }
    return open(network)
  }

  /// The system of that id, if there is one.
  public static func system(_ id: String) -> (any System.Type)? {
    systems.first { $0.about.id == id }
  }
}
