import ShinsoFormats

/// The Tanaka corpus as prepared by Oda: sentences of 4 to 16 words, divided into words, small letters.
/// The files for training lie on the server in five parts each.
enum TanakaPairs {
  private static let base =
    "https://raw.githubusercontent.com/odashi/small_parallel_enja/"
    + "bc6f160498e5f97a286ff679173e7f6ba9321d9f/"

  static let artifacts = [
    training("en", 1_701_356, "148b05dcd28638fe20ee84f2b1127001c80982be352007dda241fb759adadc76"),
    training("ja", 2_784_447, "fc81a1434349ec98a449d7ae9cd2530057f689637684ecfed3501ea6a8a07ecc"),
    single(
      "dev.en", 17_054, "04a2673449770657fd5e3b963cb856be3130923212b6db8ac7eaeef18f06c041"),
    single(
      "dev.ja", 27_781, "cd534f56b8639dc130f86a365e5ec0aa70042000bdd740a622fbbf8b6be4acca"),
    single(
      "test.en", 17_301, "45edb380749ec2b49cca7618fc5a7595fc9f791180672ba466b90c873a4aa8bf"),
    single(
      "test.ja", 27_793, "d37dc460a81b064e4106c8913eb11fa300da05cf3f58a7a5bbfec7e20947ddef"),
  ]

  private static func training(
    _ language: String, _ byteCount: Int, _ digest: String
  ) -> Artifact {
    Artifact(
      name: "train.\(language)", byteCount: byteCount, digest: .file(digest),
      sources: [.parts((0..<5).map { "\(base)train.\(language).00\($0)" })])
  }

  private static func single(_ name: String, _ byteCount: Int, _ digest: String) -> Artifact {
    Artifact(
      name: name, byteCount: byteCount, digest: .file(digest), sources: [.url(base + name)])
  }

  static func assemble(_ assembly: Assembly) throws {
    for artifact in artifacts {
      try assembly.gunzip(artifact.name, as: artifact.name, limit: 1 << 26)
    }
  }
}
