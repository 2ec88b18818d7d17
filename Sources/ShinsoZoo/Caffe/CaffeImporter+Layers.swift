import ShinsoFormats
import ShinsoNN

extension CaffeImporter {
  typealias Map = @Sendable (CaffeImporter) -> (CaffeLayer, [Graph.Value]) throws -> [Graph.Value]

  /// Every type of layer that is known.
  static let maps: [String: Map] = [
    // Inputs.
    "Input": input, "DummyData": dummyData, "MemoryData": memoryData, "Data": data,
    "ImageData": imageData, "HDF5Data": data, "WindowData": data,
    // Layers with weights.
    "Convolution": convolution, "Deconvolution": deconvolution, "InnerProduct": innerProduct,
    "BatchNorm": batchNorm, "Scale": scale, "Bias": bias, "PReLU": prelu,
    "Normalize": normalize, "Embed": embed, "LSTM": lstm, "RNN": rnn,
    // Functions of one element.
    "ReLU": relu, "Sigmoid": sigmoid, "TanH": tanh, "ELU": elu, "AbsVal": absoluteValue,
    "BNLL": softplus, "Power": power, "Exp": exponential, "Log": logarithm, "Dropout": dropout,
    // Neighborhoods.
    "Pooling": pooling, "LRN": localResponseNorm,
    // Several bottoms or tops.
    "Concat": concatenate, "Eltwise": elementwise, "Slice": slice, "Split": split,
    "Crop": crop, "Silence": silence,
    // Shapes.
    "Reshape": reshape, "Flatten": flatten, "Permute": permute, "Tile": tile,
    // Ends.
    "Softmax": softmax, "SoftmaxWithLoss": softmaxWithLoss, "Accuracy": accuracy,
    "ArgMax": argmax, "EuclideanLoss": euclideanLoss,
    "SigmoidCrossEntropyLoss": sigmoidCrossEntropyLoss, "HingeLoss": hingeLoss,
    // The SSD fork.
    "PriorBox": priorBox, "DetectionOutput": detectionOutput,
  ]

  /// What summaries call the layers that are several ops here, or one of a wider use.
  static let kinds = [
    "BatchNorm": "batchNorm2d", "Scale": "scale", "Bias": "bias", "PReLU": "prelu",
    "Normalize": "normalize", "Power": "power", "Exp": "exp", "Log": "log", "Embed": "embedding",
    "LSTM": "lstm", "RNN": "elmanRNN",
  ]

  /// Layers that take nothing from other layers.
  static let inputTypes = CaffeDataLayer.types.union(["Input", "DummyData"])

  /// Layers that may follow a net's last softmax: it is the classes' still.
  static let keepsClasses: Set = ["ArgMax", "Flatten", "Reshape", "Split"]

  /// Layers that take labels after their first bottom.
  static let takesLabels: Set<String> = [
    "SoftmaxWithLoss", "EuclideanLoss", "SigmoidCrossEntropyLoss", "HingeLoss", "Accuracy",
  ]
}
