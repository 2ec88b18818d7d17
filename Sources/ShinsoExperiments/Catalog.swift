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
    DNNHMMExperiment.self,
    RescoringExperiment.self,
    NICExperiment.self,
  ]
  private static let added = Mutex<[any System.Type]>([])

  /// Adds a system of one's own, before the command line is read.
  public static func add(_ system: any System.Type) { added.withLock { $0.append(system) } }

  /// What there was when it was asked for last. Every verb of the command line asks as it begins.
  private static let latest = Mutex<(networks: Int, named: Int, sorted: [Item])>((0, 0, []))

  private typealias Item = (system: any System.Type, about: About)

  /// Own systems, added ones, and the networks of the registry that have no file of their own here.
  public static var systems: [any System.Type] { items.map(\.system) }

  /// Those of a field.
  public static func systems(of field: About.Field) -> [any System.Type] {
    items.compactMap { $0.about.field == field ? $0.system : nil }
  }

  private static var items: [Item] {
    let (named, networks) = (own + added.withLock { $0 }, Networks.entries)
    return latest.withLock { latest in
      if latest.networks != networks.count || latest.named != named.count {
        latest = (networks.count, named.count, sorted(named, networks))
      }
      return latest.sorted
    }
  }

  private static func sorted(
    _ named: [any System.Type], _ networks: [any NetworkEntry.Type]
  ) -> [Item] {
    let items = named.map { ($0, $0.about) }
    let known = Set(items.map { $0.1.id })
    let others = networks.filter { !known.contains($0.name) }.map(system).map { ($0, $0.about) }
    let fields = About.Field.allCases
    return (items + others).sorted { a, b in
      let (first, second) = (a.1, b.1)
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
    items.first { $0.about.id == id }?.system
  }
}
