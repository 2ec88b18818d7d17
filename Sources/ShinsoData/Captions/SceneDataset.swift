import ShinsoTensor

/// Scenes drawn anew for every epoch, with a caption in each language; see ``ShapeScene``. None of
/// them has a group that is held out.
public struct SceneDataset: Dataset {
  /// Raised whenever other scenes come out.
  private static let version = 1

  public let count: Int
  private let vocabulary: CaptionVocabulary
  private let wordDropout: Double

  /// - Parameter count: scenes in an epoch.
  public init(count: Int, _ vocabulary: CaptionVocabulary, wordDropout: Double = 0) {
    self.count = count
    self.vocabulary = vocabulary
    self.wordDropout = wordDropout
  }

  public var identity: String { "scenes \(Self.version) \(wordDropout)" }
  public var bytesPerSample: Int { 3 * ShapeScene.side * ShapeScene.side * 4 + 2 * 64 * 8 }

  /// How pixels become the network's input.
  public static let preprocessing = ImagePreprocessing(
    width: ShapeScene.side, height: ShapeScene.side, shortSide: nil, interpolation: .bilinear,
    normalization: ImageNormalization(
      mean: [0.5, 0.5, 0.5], standardDeviation: [0.25, 0.25, 0.25]))

  /// The words of all captions.
  public static func vocabulary() throws -> CaptionVocabulary {
    let languages = ShapeScene.Language.allCases
    let scenes =
      ShapeGroup.all.map { ShapeScene([$0]) } + [
        ShapeScene([ShapeGroup.all[0], ShapeGroup.all[ShapeGroup.counts.count]])
      ]
    return try CaptionVocabulary(
      languages.map { language in scenes.map { $0.words(language).joined(separator: " ") } },
      languages.map {
        CaptionVocabulary.Language(name: $0.rawValue, tokenizer: .space, isSpaced: $0 == .en)
      }, minimumCount: 1)
  }

  public func batch(_ draws: [Draw]) throws -> CaptionBatch {
    var captions: [CaptionBatch.Caption] = []
    var scenes: [(scene: ShapeScene, generator: SplitMix64)] = []
    for draw in draws {
      var generator = draw.generator
      // A loader's generator depends on the index and the epoch.
      let scene = ShapeScene(isHeldOut: false, using: &generator)
      for (number, language) in ShapeScene.Language.allCases.enumerated() {
        captions.append(
          CaptionBatch.Caption(
            owner: scenes.count, begin: vocabulary.begin(number),
            words: vocabulary.encode(words: scene.words(language)), dropout: wordDropout,
            unknown: vocabulary.vocabulary.unknownID, using: &generator))
      }
      scenes.append((scene, generator))
    }
    return CaptionBatch(
      pictures: try Self.pictures(scenes), captions, end: vocabulary.end)
  }

  /// Scenes as the network sees them, `[N, 3, 64, 64]`.
  public static func pictures(
    _ scenes: [(scene: ShapeScene, generator: SplitMix64)]
  ) throws -> Tensor {
    let size = preprocessing.elementCount
    let shape: Shape = [scenes.count, 3, preprocessing.height, preprocessing.width]
    return try Tensor(shape: shape) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, entry) in scenes.enumerated() {
        var generator = entry.generator
        try preprocessing.write(
          entry.scene.image(using: &generator),
          into: UnsafeMutableBufferPointer(rebasing: values[place * size..<(place + 1) * size]))
      }
    }
  }
}
