import ShinsoTensor

/// Pictures and their captions, side by side, each caption padded at its end to the longest.
public struct CaptionBatch: Sendable {
  /// `[N, …]`: images, or features.
  public let pictures: Tensor
  /// int64 `[R]`: the picture of each caption.
  public let owners: Tensor
  /// int64 `[T, R]`: the token that begins, then the words.
  public let targets: Tensor
  /// int64 `[T·R]`: the words, then the token that ends; -1 where nothing follows.
  public let labels: Tensor
  /// The labels that are not -1.
  public let labelCount: Int

  struct Caption {
    let owner: Int
    let begin: Int
    let words: [Int32]
    /// The words as the network reads them, some of them dropped.
    let read: [Int32]

    /// - Parameter dropout: how often a word that is read is the unknown one: the network must look
    ///   at the picture instead.
    init(
      owner: Int, begin: Int, words: [Int32], dropout: Double, unknown: Int32,
      using generator: inout some RandomNumberGenerator
    ) {
      self.owner = owner
      self.begin = begin
      self.words = words
      read =
        dropout > 0 ? words.map { generator.unit() < dropout ? unknown : $0 } : words
    }
  }

  init(pictures: Tensor, _ captions: [Caption], end: Int) {
    let steps = (captions.map(\.words.count).max() ?? 0) + 1
    func rows(_ value: (Caption, Int) -> Int) -> [Int64] {
      (0..<steps).flatMap { step in captions.map { Int64(value($0, step)) } }
    }
    self.pictures = pictures
    owners = Tensor(captions.map { Int64($0.owner) })
    targets = Tensor(
      rows { caption, step in
        step == 0
          ? caption.begin : step <= caption.read.count ? Int(caption.read[step - 1]) : end
      }, shape: [steps, captions.count])
    labels = Tensor(
      rows { caption, step in
        step < caption.words.count
          ? Int(caption.words[step]) : step == caption.words.count ? end : -1
      })
    labelCount = captions.reduce(0) { $0 + $1.words.count + 1 }
  }
}
