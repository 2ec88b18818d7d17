/// What wrappers of a network add to the names of its tensors.
package enum StateNames {
  /// Around the whole network: `DataParallel`, `torch.compile`, Lightning's usual attribute.
  private static let prefixes = ["module.", "_orig_mod.", "model."]
  /// Names that no network gives to its own parts: `torch.compile`, checkpointing and FSDP put them
  /// anywhere.
  private static let wrappers: Set<Substring> = [
    "_orig_mod", "_checkpoint_wrapped_module", "_fsdp_wrapped_module",
  ]
  /// How many models an averaged one (`torch.optim.swa_utils.AveragedModel`) is the mean of.
  private static let counter = "n_averaged"

  /// The tensors under the network's own names: prefixes that all have are dropped, and so is the
  /// counter of an averaged model.
  package static func plain<Value>(_ named: [(name: String, Value)]) -> [(name: String, Value)] {
    var named = named
    let others = named.filter { $0.name != counter }
    if others.count < named.count, !others.isEmpty,
      others.allSatisfy({ $0.name.hasPrefix(prefixes[0]) })
    {
      named = others
    }
    while let prefix = prefixes.first(where: { prefix in
      !named.isEmpty && named.allSatisfy { $0.name.hasPrefix(prefix) && $0.name != prefix }
    }) {
      named = named.map { (String($0.name.dropFirst(prefix.count)), $0.1) }
    }
    let inner = named.map { name, value in
      (
        name.split(separator: ".", omittingEmptySubsequences: false)
          .filter { !wrappers.contains($0) }.joined(separator: "."), value
      )
    }
    let areDistinct = Set(inner.map { ExactName($0.0) }).count == inner.count
    return areDistinct ? inner : named
  }
}
