import ShinsoFormats

/// The Stanford Sentiment Treebank: Socher et al., EMNLP 2013.
enum SentimentTreebank {
  static let artifacts = [
    ("train.txt", 2_160_058, "e2f3f41b0b1e6d4dddc0effe3bfc2d27ed8928079aa9a03d652311614fc5feb7"),
    ("dev.txt", 280_825, "0e9336aed6e4730e19f58d00a77b3f0297efdb755f7b5e598c98a05e3f97ea40"),
    ("test.txt", 559_614, "6e54806dee95cf80cd918e7dfb3f6770f6df24bf826f289a4d1f709e1c8f6761"),
  ].map { name, byteCount, digest in
    Artifact(
      name: name, byteCount: byteCount, digest: .file(digest),
      sources: [
        .url("https://raw.githubusercontent.com/munikarmanish/RNTN/master/trees/\(name)")
      ])
  }

  static func assemble(_ assembly: Assembly) throws {
    for artifact in artifacts {
      let text = try TextFile(assembly.file(artifact.name)).text
      try assembly.write(Array(text.utf8), as: artifact.name)
    }
  }
}
