import ShinsoFormats

/// The four IDX files of MNIST.
enum MNISTFiles {
  private struct File {
    let name: String
    let compressedByteCount: Int
    let byteCount: Int
    /// The digest of the uncompressed file, because servers compress it differently.
    let sha256: String
  }

  private static let files = [
    File(
      name: "train-images-idx3-ubyte", compressedByteCount: 9_912_422, byteCount: 47_040_016,
      sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    File(
      name: "train-labels-idx1-ubyte", compressedByteCount: 28_881, byteCount: 60_008,
      sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    File(
      name: "t10k-images-idx3-ubyte", compressedByteCount: 1_648_877, byteCount: 7_840_016,
      sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    File(
      name: "t10k-labels-idx1-ubyte", compressedByteCount: 4_542, byteCount: 10_008,
      sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
  ]

  private static let servers = [
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
  ]

  static let artifacts = files.map { file in
    Artifact(
      name: file.name + ".gz", byteCount: file.compressedByteCount,
      digest: .gunzipped(file.sha256), sources: servers.map { .url("\($0)\(file.name).gz") })
  }

  static let byteCount = files.reduce(0) { $0 + $1.byteCount }

  static func assemble(_ assembly: Assembly) throws {
    for file in files {
      try assembly.gunzip(file.name + ".gz", as: file.name, limit: file.byteCount)
    }
  }
}
