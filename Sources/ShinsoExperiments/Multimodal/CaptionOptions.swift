import ArgumentParser
import ShinsoData
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo

/// Options of `train nic`.
struct CaptionOptions: ParsableArguments, OptionTraits {
  static let displaced = [
    "network": ["layer"], "attention": ["layer", "noAttention"], "noAttention": ["attention"],
  ]
  /// A set with fewer captions counts as small.
  static let fewCaptions = 5000
  static let photographLength = Recipe.Length.epochs(12)

  @Option(
    """
    scenes, which are drawn here; stamps, of the data catalog; or photographs with captions: a \
    folder that holds both, captions as Flickr8k, COCO or Karpathy's splits have them, or as a table.
    """, completion: .file())
  var data = DataName.scenes
  @Option("The file of captions.", default: "found in the folder", completion: .file())
  var captions: FileName?
  @Option("The folder with the photographs.", default: "that of --data", completion: .directory)
  var root: FileName?
  @Option(
    "Part of the photographs that is held out, unless the captions' file divides them.",
    in: .betweenZeroAndOne) var heldOut = 0.1
  @Option(
    "What captions are cut into.",
    default: "by the language: japanese without spaces, space with foreign letters, else english")
  var tokenizer: Tokenizer.Kind?
  @Option(
    "Words that occur less often are unknown.", in: .count,
    default: "5; 2 of less than \(fewCaptions) captions; of scenes 1")
  var minCount: Int?
  @Option("Words of a caption that are learned at most.", in: 1...1000) var maximumLength = 50
  @OptionGroup(title: "Network that sees photographs") var network: NetworkSourceOptions
  @Option(
    "Its layer whose output is seen, a name of `shinso summary`.",
    default: "its feature layer; with --attention its last block of narrow maps")
  var layer: String?
  @Option("Epochs of a second phase, in which it learns as well.", in: 0...1_000_000)
  var jointEpochs = 0
  @Flag(
    "Look at the places of the picture before each word (Xu et al. 2015), as of scenes.")
  var attention = false
  @Flag(
    "Look at the picture once, before the first word (Vinyals et al. 2015), as of photographs."
  )
  var noAttention = false
  @Option("Size of a word's vector.", in: .range(1...65_536), default: "512; of scenes 256")
  var embedding: Int?
  @Option("Units of the decoder.", in: .range(1...65_536), default: "512; of scenes 256")
  var hidden: Int?
  @Option("Part of the values that is dropped.", in: .belowOne, default: "0.5; of scenes 0")
  var dropout: Double?
  @Option("Part of the words read that become unknown ones.", in: .belowOne) var wordDropout = 0.0
  @OptionGroup(title: "Updates") var update: UpdateOptions<NICExperiment>
  @OptionGroup(title: "Length") var length: LengthOptions<NICExperiment>

  func validate() throws {
    if attention, noAttention { throw ValidationError("give either --attention or --no-attention") }
  }

  var attends: Bool { attention || data == .scenes && !noAttention }

  var source: CaptionSource { CaptionSource(data: data, captions: captions, root: root) }

  /// What a model's file says of where its photographs are.
  var sourceMetadata: [String: String] {
    var all = ["heldOut": "\(heldOut)"]
    all["captions"] = captions?.recordedText
    return all
  }

  func extractor() throws -> FeatureExtractor {
    let network = try network.load()
    guard attends else { return FeatureExtractor(network, layer: layer) }
    return FeatureExtractor(
      network, layer: try ConvolutionalMaps(network, layer: layer).layer, pooling: .none)
  }
}

extension DataName {
  /// Drawn where they are needed; not in the catalog, for nothing is fetched.
  static let scenes: DataName = "scenes"
}
