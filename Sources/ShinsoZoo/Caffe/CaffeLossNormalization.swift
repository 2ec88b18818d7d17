import ShinsoSchemas

/// What a loss summed over a batch is divided by: `normalization`, or `normalize` of older files.
enum CaffeLossNormalization {
  /// All places, those with labels that count, samples, nothing.
  case full, valid, batchSize, none

  /// - Parameter usual: of the type of layer, where neither field is given.
  init(_ parameter: CaffeLossParameter, usual: CaffeLossNormalization) {
    if parameter.hasNormalization {
      switch parameter.normalization {
      case .full: self = .full
      case .valid: self = .valid
      case .batchSize: self = .batchSize
      case .none: self = .none
      }
    } else if parameter.hasNormalize {
      self = parameter.normalize ? .valid : .batchSize
    } else {
      self = usual
    }
  }

  /// At least 1, as in Caffe, for a batch in which no label counts.
  func divisor(samples: Int, all: Int, valid: Int) -> Double {
    switch self {
    case .full: Double(max(all, 1))
    case .valid: Double(max(valid, 1))
    case .batchSize: Double(max(samples, 1))
    case .none: 1
    }
  }
}
