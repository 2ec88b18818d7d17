import ShinsoNN

/// What a net for training is trained by.
struct CaffeLoss {
  enum Kind: Equatable {
    case softmax, euclidean, sigmoid
    case hinge(isSquared: Bool)

    var takesLabels: Bool {
      switch self {
      case .softmax, .hinge: true
      case .euclidean, .sigmoid: false
      }
    }
  }

  var name: String
  var kind: Kind
  var prediction: Graph.Value
  /// What the prediction is compared with; nil: the labels.
  var target: Graph.Value?
  var weight: Double
  var ignoredLabel: Int?
  var normalization: CaffeLossNormalization
}

/// What a net is measured by: how many labels are among the best `top` predictions.
struct CaffeAccuracy {
  var name: String
  var prediction: Graph.Value
  var top: Int
  var ignoredLabel: Int?
}
