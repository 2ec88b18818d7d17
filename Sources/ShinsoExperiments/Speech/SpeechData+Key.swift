import ShinsoModels

extension SpeechData {
  /// Of what a recognizer finds in these data.
  func key(
    _ model: AcousticModel, _ scorer: any StateScorer, _ settings: Decoder.Settings
  ) -> String {
    var key = ResultKey()
    for (name, value) in identity.sorted(by: { $0.key < $1.key }) { key.add("\(name) \(value)") }
    key.add("\(settings)")
    key.add(model.tensors)
    if let network = scorer as? HybridScorer { key.add(network.state) }
    return key.hex()
  }
}
