import ShinsoTensor
import Synchronization

/// A part of a network: parameters, buffers and further modules as stored properties, which are
/// found by reflection in the order of their declaration. Names are dotted paths as PyTorch's,
/// `layer1.0.conv1.weight`.
open class Module {
  /// Where this module sits in the one that was called or named last; empty for the whole.
  public private(set) final var path = ""
  private final var ownMode = Mode.training
  /// The module that named this one; itself, if that was a call of its own.
  private final weak var namer: Module?
  private final var hooks: [(id: Hook, body: (Module, Any) -> Void)] = []

  public init() {}

  /// Parts that reflection does not find, by name relative to this module: of modules that are built
  /// from data. None if not overridden.
  open var namedParts: [(name: String, value: AnyObject)] { [] }

  /// How a network runs.
  public enum Mode: Sendable, Hashable {
    /// Statistics are measured, dropout drops.
    case training
    /// The network as it is used: running statistics, no dropout.
    case evaluation
  }

  /// How this module runs. Setting it sets every part below too; a part may be set on its own
  /// afterwards.
  public final var mode: Mode {
    get { ownMode }
    set { for module in modules { module.value.ownMode = newValue } }
  }

  /// Whether the mode is `.training`.
  public final var isTraining: Bool { mode == .training }

  /// Stops (or allows again) every update of this part's parameters. A frozen batch norm also stops
  /// its statistics.
  public final func freeze(_ frozen: Bool = true) {
    for parameter in parameters { parameter.value.isFrozen = frozen }
  }

  /// Calls `hook` with this module and its output after every forward pass.
  /// - Returns: what `removeHook` takes.
  @discardableResult
  public final func onForward(_ hook: @escaping (Module, Any) -> Void) -> Hook {
    let id = Hook()
    hooks.append((id, hook))
    return id
  }

  public final func removeHook(_ id: Hook) { hooks.removeAll { $0.id == id } }

  /// Whether someone waits for this module's output.
  final var hasHooks: Bool { !hooks.isEmpty }

  /// The mode of every part, to be restored after a while in another.
  public final var modes: [(Module, mode: Mode)] {
    get { modules.map { ($0.value, $0.value.mode) } }
    set { for (module, mode) in newValue { module.ownMode = mode } }
  }

  // MARK: Parts by name

  /// This module (named "") and everything below, parents first. A module that occurs twice is
  /// listed once.
  public final var modules: [(name: String, value: Module)] {
    partsByModule.map { ($0.name, $0.value) }
  }

  /// Every parameter by its path, a module's own before those of its parts. A tied parameter is
  /// listed once, under its first name.
  public final var parameters: [(name: String, value: Parameter)] {
    var seen: Set<ObjectIdentifier> = []
    return partsByModule.flatMap { name, _, parts in
      parts.compactMap { part -> (String, Parameter)? in
        guard case .parameter(let parameter) = part.value,
          seen.insert(ObjectIdentifier(parameter)).inserted
        else { return nil }
        return (join(name, part.name), parameter)
      }
    }
  }

  /// Every buffer by its path.
  public final var buffers: [(name: String, value: Buffer)] {
    var seen: Set<ObjectIdentifier> = []
    return partsByModule.flatMap { name, _, parts in
      parts.compactMap { part -> (String, Buffer)? in
        guard case .buffer(let buffer) = part.value, seen.insert(ObjectIdentifier(buffer)).inserted
        else { return nil }
        return (join(name, part.name), buffer)
      }
    }
  }

  /// The module at a path, `features.3.conv`.
  public final func module(named name: String) -> Module? {
    modules.first { $0.name == name }?.value
  }

  /// The number of parameters: elements, not tensors.
  public final var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.value.shape.elementCount }
  }

  // MARK: Calling

  /// Runs `body` as this module's forward pass: sets the path for messages, then runs the hooks.
  package final func call<Output>(_ body: () -> Output) -> Output {
    let outermost = OutermostCall.current
    let root = whole(of: outermost)
    let path = path.isEmpty ? String(describing: type(of: self)) : path
    let output =
      outermost == nil
      ? OutermostCall.$current.withValue(OutermostCall(root)) {
        CallPath.$current.withValue(path) { body() }
      } : CallPath.$current.withValue(path) { body() }
    for hook in hooks { hook.body(self, output) }
    return output
  }

  /// The module whose part this one is in a call, with its parts named. They are named again when
  /// one turns up that has no name or another's: it was put in place of a part after the last call.
  private final func whole(of outermost: OutermostCall?) -> Module {
    guard let root = outermost?.root else {
      if let namer { return namer }
      nameParts(for: self)
      return self
    }
    if namer === root { return root }
    root.nameParts(for: root)
    // Reflection does not find it, in a closure for instance: a whole of its own, which is not
    // looked for again.
    if namer !== root { nameParts(for: root) }
    return root
  }

  private final func nameParts(for root: Module) {
    for (name, module) in modules {
      module.path = name
      module.namer = root
    }
  }

  private typealias Parts = [(name: String, value: ModulePart)]

  /// This module and everything below, each with its own parts: reflection is slow, once is enough.
  private final var partsByModule: [(name: String, value: Module, parts: Parts)] {
    var seen: Set<ObjectIdentifier> = []
    var found: [(name: String, value: Module, parts: Parts)] = []
    collect("", &seen, &found)
    return found
  }

  private final func collect(
    _ name: String, _ seen: inout Set<ObjectIdentifier>,
    _ found: inout [(name: String, value: Module, parts: Parts)]
  ) {
    guard seen.insert(ObjectIdentifier(self)).inserted else { return }
    let parts = parts
    found.append((name, self, parts))
    for part in parts {
      if case .module(let module) = part.value {
        module.collect(join(name, part.name), &seen, &found)
      }
    }
  }

  private final var parts: Parts {
    var levels: [Mirror] = []
    var mirror: Mirror? = Mirror(reflecting: self)
    while let level = mirror, level.subjectType != Module.self {
      levels.append(level)
      mirror = level.superclassMirror
    }
    var found: Parts = []
    for level in levels.reversed() {
      for child in level.children {
        guard let label = child.label else { continue }
        ModulePart.collect(child.value, label, in: self, &found)
      }
    }
    for (name, part) in namedParts { ModulePart.collect(part, name, in: self, &found) }
    return found
  }
}

/// The call of a module that no other module made.
private final class OutermostCall: @unchecked Sendable {
  @TaskLocal static var current: OutermostCall?

  /// The module that was called, or the one that named it. Used by the calling thread alone.
  let root: Module

  init(_ root: Module) { self.root = root }
}

private func join(_ parent: String, _ name: String) -> String {
  parent.isEmpty ? name : name.isEmpty ? parent : parent + "." + name
}

/// What reflection finds in a module.
private enum ModulePart {
  case module(Module)
  case parameter(Parameter)
  case buffer(Buffer)

  /// What Swift puts before the name of a lazy property in a mirror.
  private static let lazyPrefix = "$__lazy_storage_$_"
  /// Types met that hold no parts, so that an optimizer's every step need not look into them again.
  private static let plainTypes = Mutex<Set<ObjectIdentifier>>([])

  static func collect(
    _ value: Any, _ name: String, in owner: Module,
    _ found: inout [(name: String, value: ModulePart)]
  ) {
    if name.hasPrefix(lazyPrefix) {
      stop(
        "\(Swift.type(of: owner)).\(name.dropFirst(lazyPrefix.count)): a lazy property is not found until "
          + "it is used; make it a plain one")
    }
    let type = ObjectIdentifier(Swift.type(of: value))
    if plainTypes.withLock({ $0.contains(type) }) { return }
    switch value {
    case let module as Module: found.append((name, .module(module)))
    case let parameter as Parameter: found.append((name, .parameter(parameter)))
    case let buffer as Buffer: found.append((name, .buffer(buffer)))
    case is Tensor, is any Numeric, is String, is Bool, is Shape:
      plainTypes.withLock { _ = $0.insert(type) }
    case let list as [Any]:
      for (index, element) in list.enumerated() {
        collect(element, "\(name).\(index)", in: owner, &found)
      }
    case let dictionary as [AnyHashable: Any]:
      if dictionary.values.contains(where: { $0 is Module || $0 is Parameter || $0 is Buffer }) {
        stop("\(Swift.type(of: owner)).\(name): a dictionary of modules has no order; use an array")
      }
    default:
      let mirror = Mirror(reflecting: value)
      if mirror.displayStyle == .optional, let content = mirror.children.first {
        collect(content.value, name, in: owner, &found)
      } else if mirror.displayStyle != .optional {
        plainTypes.withLock { _ = $0.insert(type) }
      }
    }
  }
}
