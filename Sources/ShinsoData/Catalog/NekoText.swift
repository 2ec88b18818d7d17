import ShinsoFormats

/// Natsume Soseki's novel 吾輩は猫である (1905 to 1906), in the version of the exercises "NLP 100":
/// without readings and notes, one sentence per line.
enum NekoText {
  static let artifact = Artifact(
    name: "neko.txt", byteCount: 975_789,
    digest: .file("4819ee9e1b9d53bd73aee807fd2bcee644e1d43a824cff07b02f09c4421110a2"),
    sources: [
      .url(
        "https://raw.githubusercontent.com/nlp100/nlp100.github.io/"
          + "49ebefb8b924c3dc81a8811be3eb70ff88f25a32/data/neko.txt"),
      .url("https://nlp100.github.io/data/neko.txt"),
    ])

  static func assemble(_ assembly: Assembly) throws {
    let text = try TextFile(assembly.file(artifact.name)).text
    try assembly.write(Array(text.utf8), as: TextCorpus.fileName)
  }
}
