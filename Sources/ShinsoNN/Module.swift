import ShinsoTensor
import Synchronization

/// A part of a network. Its parameters, buffers and submodules are stored properties, which are
/// found by reflection in the order of their declaration. Names are dotted paths as in PyTorch,
/// such as `layer1.0.conv1.weight`.
open class Module {
  /// The path of this module in the one that was last called or named; empty for that module
  /// itself.
  public private(set) final var path = ""
  private final var ownMode = Mode.training
  /// The module that named this one, or this module if it was called on its own.
  private final weak var namer: Module?
  private final var hooks: [(id: Hook, body: (Module, Any) -> Void)] = []

  public init() {}

  /// Parts that reflection does not find because the module is built from data, with their names in
  /// this module. None by default.
  open var namedParts: [(name: String, value: AnyObject)] { [] }

  /// The mode in which a network runs.
  public enum Mode: Sendable, Hashable {
    /// Batch statistics are used and dropout is active.
    case training
    /// Running statistics are used and dropout is inactive.
    case evaluation
  }

  /// The mode of this module. Setting it also sets the mode of all submodules, which may be changed
  /// individually afterwards.
  public final var mode: Mode {
    get { ownMode }
    set { for module in modules { module.value.ownMode = newValue } }
  }

  /// Whether the mode is `.training`.
  public final var isTraining: Bool { mode == .training }

  /// Stops all updates of the parameters of this module and its submodules, or allows them again. A
  /// frozen batch norm also stops updating its statistics.
  public final func freeze(_ frozen: Bool = true) {
    for parameter in parameters { parameter.value.isFrozen = frozen }
  }

  /// Calls `hook` with this module and its output after every forward pass.
  /// - Returns: the argument for `removeHook`.
  @discardableResult
  public final func onForward(_ hook: @escaping (Module, Any) -> Void) -> Hook {
    let id = Hook()
    hooks.append((id, hook))
    return id
  }

  public final func removeHook(_ id: Hook) { hooks.removeAll { $0.id == id } }

  /// Whether a hook needs this module's output.
  final var hasHooks: Bool { !hooks.isEmpty }

  /// The mode of every module, so that it can be restored after a temporary change.
  public final var modes: [(Module, mode: Mode)] {
    get { modules.map { ($0.value, $0.value.mode) } }
    set { for (module, mode) in newValue { module.ownMode = mode } }
  }

  // MARK: Parts by name

  /// This module, with an empty name, and all its submodules, parents first. A module that occurs
  /// twice is listed once.
  public final var modules: [(name: String, value: Module)] {
    partsByModule.map { ($0.name, $0.value) }
  }

  /// All parameters with their paths, those of a module before those of its submodules. A tied
  /// parameter is listed once, under its first name.
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

  /// All buffers with their paths.
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

  /// The module at a path such as `features.3.conv`.
  public final func module(named name: String) -> Module? {
    modules.first { $0.name == name }?.value
  }

  /// The number of elements of all parameters.
  public final var parameterCount: Int {
    parameters.reduce(0) { $0 + $1.value.shape.elementCount }
  }

  // MARK: Calling

  /// Runs `body` as this module's forward pass: sets the path for error messages, and then runs the
  /// hooks.
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

  /// The outermost module of the current call, whose submodules have names. They are named again if
  /// this module has no name or another module's name, because it has replaced a submodule since
  /// the last call.
  private final func whole(of outermost: OutermostCall?) -> Module {
    guard let root = outermost?.root else {
      if let namer { return namer }
      nameParts(for: self)
      return self
    }
    if namer === root { return root }
    root.nameParts(for: root)
    // Reflection cannot find it, for instance in a closure. It counts as called on its own and is
    // not searched for again.
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

  /// This module and all its submodules, each with its own parts. Reflection is slow, so it is done
  /// only once.
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

/// The call of a module that was not called by another module.
private final class OutermostCall: @unchecked Sendable {
  @TaskLocal static var current: OutermostCall?

  /// The module that was called, or the one that named it. Used only by the calling thread.
  let root: Module

  init(_ root: Module) { self.root = root }
}

private func join(_ parent: String, _ name: String) -> String {
  parent.isEmpty ? name : name.isEmpty ? parent : parent + "." + name
}

/// A part of a module, found by reflection.
private enum ModulePart {
  case module(Module)
  case parameter(Parameter)
  case buffer(Buffer)

  /// The prefix of the name of a lazy property in a mirror.
  private static let lazyPrefix = "$__lazy_storage_$_"
  /// Types that are known to contain no parts, so that they need not be searched again at every
  /// step of an optimizer.
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
