import ShinsoZoo

/// What a system says of a text.
public struct TextPrediction: Sendable {
  public let prediction: Prediction
  /// The tree of the text in brackets, with the class of each node.
  public let tree: String
  /// The lines of a drawing for a terminal, with or without colors.
  public let drawing: @Sendable (_ isColored: Bool) -> [String]
  /// An SVG file.
  public let picture: String

  public init(
    _ prediction: Prediction, tree: String, picture: String,
    drawing: @escaping @Sendable (_ isColored: Bool) -> [String]
  ) {
    self.prediction = prediction
    self.tree = tree
    self.picture = picture
    self.drawing = drawing
  }
}

extension TextPrediction: Encodable {
  private enum CodingKeys: String, CodingKey { case tree }

  /// As the prediction, with the tree beside the classes.
  public func encode(to encoder: any Encoder) throws {
    try prediction.encode(to: encoder)
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tree, forKey: .tree)
  }
}
