import ShinsoModels
import ShinsoNN
import ShinsoTensor

/// The numbers that a caption network is made from.
struct CaptionForm {
  /// Of what the network sees: a map of `channels` by `places`, or a row of features at one place.
  let channels: Int
  let places: Int
  let hasAttention: Bool
  let embedding: Int
  let hidden: Int

  func network(
    encoder: (any TensorLayer)?, vocabulary: Int, dropout: Double = 0
  ) -> CaptionNetwork {
    let decoder: any CaptionDecoder =
      hasAttention
      ? ShowAttendAndTell(
        channels: channels, places: places, vocabulary: vocabulary, embedding: embedding,
        hidden: hidden, dropout: dropout)
      : ShowAndTell(
        features: channels * places, vocabulary: vocabulary, embedding: embedding, hidden: hidden,
        dropout: dropout)
    return CaptionNetwork(encoder: encoder, decoder: decoder)
  }

  var metadata: [String: String] {
    [
      "channels": "\(channels)", "places": "\(places)", "attention": hasAttention ? "1" : "0",
      "embedding": "\(embedding)", "hidden": "\(hidden)",
    ]
  }
}

extension CaptionForm {
  /// For photographs, of which a network gives `width` values.
  init(channels: Int, width: Int, _ options: CaptionOptions) {
    self.init(
      channels: channels, places: width / channels, hasAttention: options.attends,
      embedding: options.embedding ?? 512, hidden: options.hidden ?? 512)
  }

  /// - Throws: `InputError` if a file does not hold what its metadata say.
  init(_ saved: TrainedModel, vocabulary: Int) throws {
    self.init(
      channels: try saved.size("channels"), places: try saved.size("places"),
      hasAttention: saved.metadata["attention"] == "1", embedding: try saved.size("embedding"),
      hidden: try saved.size("hidden"))
    try saved.require([vocabulary, embedding], "decoder.words.weight")
    if hasAttention {
      try saved.require([places, 1, channels], "decoder.position")
      try saved.require([hidden, hidden], "decoder.weightNew")
    } else {
      try saved.require([embedding, channels * places], "decoder.picture.weight")
      try saved.require([vocabulary, hidden], "decoder.output.weight")
    }
  }
}
