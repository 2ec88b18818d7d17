import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoNN
import ShinsoSchemas
import ShinsoTensor
import ShinsoTraining
import TestSupport
import Testing

@testable import ShinsoZoo

/// What suites of trainings by solver files share.
protocol CaffeTrainingSuite {}

extension CaffeTrainingSuite {
  func solver(_ text: String, net: String) throws -> CaffeSolver {
    try withFolder { folder in
      try folder.write(net.utf8, to: "net.prototxt")
      let source = MemorySource(Array(text.utf8), name: "solver.prototxt")
      return try CaffeSolver(source, folder: folder)
    }
  }

  func training(
    _ text: String, net: String, sampleShape: Shape
  ) throws -> CaffeTraining {
    RandomGenerator.shared.key = RandomKey(seed: 3, counter: 0)
    return try CaffeTraining(
      solver("net: \"net.prototxt\"\n" + text, net: net), sampleShape: sampleShape)
  }

  /// One weight w, whose loss (w - 1)² / 2 has the gradient w - 1.
  static var oneWeight: String {
    """
    layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 2 } }
    layer { name: "target" type: "Flatten" bottom: "data" top: "target" }
    layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip" param { lr_mult: 2 }
            inner_product_param { num_output: 1 bias_term: false } }
    layer { name: "loss" type: "EuclideanLoss" bottom: "ip" bottom: "target" top: "loss" }
    """
  }

  static var classifier: String {
    """
    layer { name: "data" type: "Data" top: "data" top: "label" data_param { batch_size: 8 }
            transform_param { scale: 0.5 } }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv" param { lr_mult: 1 }
            convolution_param { num_output: 6 kernel_size: 3 weight_filler { type: "xavier" } } }
    layer { name: "norm" type: "BatchNorm" bottom: "conv" top: "conv"
            batch_norm_param { moving_average_fraction: 0.8 } }
    layer { name: "scale" type: "Scale" bottom: "conv" top: "conv" scale_param { bias_term: true } }
    layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
    layer { name: "drop" type: "Dropout" bottom: "conv" top: "conv" }
    layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
            inner_product_param { num_output: 2 transpose: true weight_filler { type: "msra" } } }
    layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "label" top: "acc"
            include { phase: TEST } }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
    """
  }

  /// Bright on the left or on the right.
  static var halves: TensorDataset {
    let values = (0..<32).flatMap { sample in
      (0..<36).map { pixel -> Float in
        let noise = Float((sample * 36 + pixel) * 31 % 17) / 17
        return noise + ((pixel % 6 < 3) == (sample % 2 == 0) ? 1 : 0)
      }
    }
    return TensorDataset(
      Tensor(values, shape: [32, 1, 6, 6]), labels: (0..<32).map { $0 % 2 },
      classNames: ["left", "right"])
  }
}
