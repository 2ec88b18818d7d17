import ShinsoFormats

/// Sentences of film reviews as trees, every node with a class from 0 (very negative) to 4: Socher et
/// al., "Recursive deep models for semantic compositionality over a sentiment treebank", EMNLP 2013.
enum SentimentTreebank {
  private static let base =
    "https://raw.githubusercontent.com/munikarmanish/RNTN/"
    + "b83e5173e04237a172007cf1540d45e599490e39/trees/"

  static let artifacts = [
    tree(
      "train.txt", 2_160_058, "e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7"),
    tree("dev.txt", 280_825, "0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40"),
    tree("test.txt", 559_614, "6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761"),
  ]

  private static func tree(_ name: String, _ byteCount: Int, _ digest: String) -> Artifact {
    Artifact(
      name: name, byteCount: byteCount, digest: .file(digest), sources: [.url(base + name)])
  }

  static func assemble(_ assembly: Assembly) throws {
    for artifact in artifacts {
      try assembly.gunzip(artifact.name, as: artifact.name, limit: 1 << 26)
    }
  }
}
