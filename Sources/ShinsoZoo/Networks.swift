import ShinsoTensor
import Synchronization

/// The networks by name: the registry. A new one is a line here.
public enum Networks {
  private static let own: [any NetworkEntry.Type] = [
    MLPEntry.self,
    LeNetEntry.self,
    AlexNetEntry.self,
    EfficientNetLite0Entry.self,
    GoogLeNetEntry.self,
    InceptionV3Entry.self,
    NINEntry.self,
    SPPNetEntry.self,
    VGG16Entry.self,
    VGG19Entry.self,
    AllCNNEntry.self,
    ResNet18Entry.self,
    ResNet34Entry.self,
    ResNet50Entry.self,
    ResNet101Entry.self,
    ResNet152Entry.self,
    CIFARResNet20Entry.self,
    CIFARResNet32Entry.self,
    CIFARResNet44Entry.self,
    CIFARResNet56Entry.self,
    CIFARResNet110Entry.self,
    SqueezeNetEntry.self,
    DenseNet121Entry.self,
    MobileNetV2Entry.self,
  ]
  private static let added = Mutex<[any NetworkEntry.Type]>([])

  public static var entries: [any NetworkEntry.Type] { own + added.withLock { $0 } }

  /// Adds a network of one's own, before the command line is read.
  public static func add(_ entry: any NetworkEntry.Type) { added.withLock { $0.append(entry) } }

  /// The entry of that name. Throws `InputError` naming the known ones.
  public static func entry(_ name: String) throws -> any NetworkEntry.Type {
    guard let entry = entries.first(where: { $0.name == name }) else { throw unknown(name) }
    return entry
  }

  static func unknown(_ name: String) -> InputError {
    let names = entries.map { $0.name }
    let hint = NearestName.hint(name, among: names)
    return InputError(
      name,
      "unknown network"
        + (hint.isEmpty
          ? "; there are \(names.joined(separator: ", "))" : "\(hint) (shinso zoo list)")
    )
  }
}
