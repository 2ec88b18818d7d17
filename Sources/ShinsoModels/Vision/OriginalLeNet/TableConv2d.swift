import ShinsoNN
import ShinsoTensor

/// A convolution whose output maps see only the input maps that a table names: LeCun et al., 1989
/// and 1998. Torch 7: `SpatialConvolutionMap`; PyTorch: no equivalent.
final class TableConv2d: Module, Layer, CountsMultiplyAdds {
  /// One kernel for each connection, output by output: `[connections, size²]`.
  let weight: Parameter
  /// Broadcast over the output: `[outputs, 1, 1]`, or `[outputs, H, W]` for one for each unit.
  let bias: Parameter
  private let size: Int
  private let stride: Int
  private let padding: Padding2d
  private let border: Double
  private let inputs: Int
  private let outputs: Int
  /// Puts each kernel into its place: zeros and ones, `[outputs · inputs, connections]`.
  private let placement: Tensor

  /// - Parameters:
  ///   - table: the inputs of each output map.
  ///   - border: the value of everything in the padding.
  ///   - biases: the height and width of the biases, (1, 1) for one a map.
  init(
    _ inputs: Int, table: [[Int]], size: Int, stride: Int = 1, padding: Padding2d = 0,
    border: Double = 0, biases: (Int, Int) = (1, 1)
  ) {
    self.inputs = inputs
    self.size = size
    self.stride = stride
    self.padding = padding
    self.border = border
    outputs = table.count
    let connections = table.enumerated().flatMap { output, maps in maps.map { (output, $0) } }
    var places = [Float](repeating: 0, count: outputs * inputs * connections.count)
    for (number, (output, input)) in connections.enumerated() {
      places[(output * inputs + input) * connections.count + number] = 1
    }
    placement = Tensor(places, shape: [outputs * inputs, connections.count])
    // The fan-in differs from map to map.
    let fanIns = table.map { Float($0.count * size * size) }
    func scaled(_ fanIns: [Float], _ axes: Shape) -> Initializer {
      Initializer { shape, _, _, key in
        withoutGradients {
          Initializer.uniform(2.4).make(shape, 1, 1, key) / Tensor(fanIns, shape: axes)
        }.detached
      }
    }
    weight = Parameter(
      scaled(connections.map { fanIns[$0.0] }, [connections.count, 1]),
      [connections.count, size * size], fanIn: 1, fanOut: 1)
    bias = Parameter(
      scaled(fanIns, [outputs, 1, 1]), [outputs, biases.0, biases.1], fanIn: 1, fanOut: 1)
    super.init()
  }

  func forward(_ x: Tensor) -> Tensor {
    let kernels = matmul(placement, weight.tensor).reshaped([outputs, inputs, size, size])
    let stride = Size2d(stride)
    if border == 0 { return conv2d(x, kernels, stride: stride, padding: padding) + bias.tensor }
    // A convolution pads with zeros, so it sees what exceeds the border.
    let background = kernels.sum(axes: 1, 2, 3).reshaped([outputs, 1, 1]) * border
    return conv2d(x - border, kernels, stride: stride, padding: padding)
      + (bias.tensor + background)
  }

  func multiplyAdds(output: Shape) -> Int {
    output.elementCount / max(outputs, 1) * weight.shape.elementCount
  }
}
