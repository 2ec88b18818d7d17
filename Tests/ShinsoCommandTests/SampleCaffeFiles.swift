import Foundation

/// Caffe's files of a small net for digits, in a folder `caffe`, and the digits.
enum SampleCaffeFiles {
  static let solver = """
    net: "examples/net.prototxt"
    test_iter: 5
    test_interval: 10
    base_lr: 0.01
    momentum: 0.9
    weight_decay: 0.0005
    lr_policy: "inv"
    gamma: 0.0001
    power: 0.75
    max_iter: 40
    snapshot: 20
    snapshot_prefix: "examples/bars"
    """

  static let net = """
    name: "bars"
    layer { name: "digits" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 }
            data_param { source: "a_lmdb" backend: LMDB batch_size: 16 } include { phase: TRAIN } }
    layer { name: "digits" type: "Data" top: "data" top: "label" transform_param { scale: 0.00390625 }
            data_param { source: "b_lmdb" backend: LMDB batch_size: 20 } include { phase: TEST } }
    layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
            convolution_param { num_output: 8 kernel_size: 5 weight_filler { type: "xavier" } } }
    layer { name: "pool" type: "Pooling" bottom: "conv" top: "pool"
            pooling_param { pool: MAX kernel_size: 2 stride: 2 } }
    layer { name: "drop" type: "Dropout" bottom: "pool" top: "pool" dropout_param { dropout_ratio: 0.1 } }
    layer { name: "ip" type: "InnerProduct" bottom: "pool" top: "ip" param { lr_mult: 1 }
            param { lr_mult: 2 }
            inner_product_param { num_output: 10 weight_filler { type: "xavier" } } }
    layer { name: "accuracy" type: "Accuracy" bottom: "ip" bottom: "label" top: "accuracy"
            include { phase: TEST } }
    layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
    """

  static let train = ["train", "--solver", "caffe/solver.prototxt", "--data", "digits"]

  static func with(_ body: (Workplace) throws -> Void) throws {
    try Workplace.with { place in
      try place.drawDigits()
      try place.write(Array(solver.utf8), to: "caffe/solver.prototxt")
      try place.write(Array(net.utf8), to: "caffe/net.prototxt")
      try body(place)
    }
  }
}
