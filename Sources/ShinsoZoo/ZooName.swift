import ShinsoFormats
import ShinsoTensor

/// Which names entries of the zoo and their files may have: such as are safe in a folder.
enum ZooName {
  /// Lowercase letters, digits, hyphens, underscores and dots, and nothing that may be meant for a
  /// file.
  static func isEntry(_ name: String) -> Bool {
    name.wholeMatch(of: /[a-z0-9][a-z0-9._-]{0,63}/) != nil && !NetworkSource.isPath(name)
  }

  /// A name without a folder, which is neither hidden nor one of Shinso's own.
  static func isFile(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && !name.hasPrefix(".") && !name.contains("/")
      && name == name.printable
  }

  /// Whether every folder of the cache has a file of that name.
  static func isReserved(_ name: String) -> Bool {
    ["entry.json", ModelCard.fileName].contains(name)
  }

  /// - Throws: `InputError` if an entry of one's own cannot have that name.
  static func check(_ id: String, of subject: String) throws(InputError) {
    guard isEntry(id) else {
      throw InputError(
        subject,
        "\(quoted(id)) cannot be a name: use lowercase letters, digits, hyphens and underscores")
    }
    let isTaken =
      Networks.entries.contains { $0.name == id } || ModelZoo.entries.contains { $0.id == id }
    if isTaken {
      throw InputError(subject, "\(id) is the name of a network of Shinso; take another")
    }
  }
}
