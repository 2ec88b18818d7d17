import Foundation
import ShinsoNN
import ShinsoTensor

/// A layer of S-cells and a layer of C-cells of the neocognitron: Fukushima, "Neocognitron: a
/// self-organizing neural network model for a mechanism of pattern recognition unaffected by shift in
/// position", Biological Cybernetics 36, 1980. Cells of a plane have the same weights at every place.
///
/// S-cells, equation 1: with the excitation `e`, the sum of the inputs times `a`, and the inhibition
/// `v = √Σ c·u²` (equation 3), `u = r · φ((1 + e) / (1 + 2r/(1+r) · b·v) − 1)`, φ cutting off below 0. A
/// plane that has learned one pattern fires where the cosine between it and the input, weighted by `c`,
/// is above `r / (1 + r)`.
///
/// C-cells, equations 4 to 6: `u = ψ((1 + Σ d·s) / (1 + v) − 1)`, ψ(x) = x / (α + x) above 0, where `v` is
/// the mean of the sums over all planes. They fire wherever in their window the S-cell lies.
public final class NeocognitronStage: Module, Layer {
  public struct Form: Sendable {
    /// Planes of the layer below, and of S-cells.
    public let inputs: Int
    public let planes: Int
    /// Side of the window of an S-cell, odd.
    public let window: Int
    /// r of the paper: how alike an input must be to what was learned.
    public let selectivity: Double
    /// q of the paper: how much a cell learns at once.
    public let amount: Double
    /// Side of the window of a C-cell, and the places from one C-cell to the next.
    public let spread: Int
    public let stride: Int
    /// Places around the S-cells that C-cells see as empty.
    public let margin: Int

    public init(
      inputs: Int, planes: Int, window: Int, selectivity: Double, amount: Double, spread: Int,
      stride: Int, margin: Int
    ) {
      precondition(window % 2 == 1, "NeocognitronStage: a window of \(window), which is not odd")
      self.inputs = inputs
      self.planes = planes
      self.window = window
      self.selectivity = selectivity
      self.amount = amount
      self.spread = spread
      self.stride = stride
      self.margin = margin
    }

    /// Of the paper's a.
    public var weightShape: Shape { [planes, inputs, window, window] }
  }

  public let form: Form
  /// The paper's a: `[planes, inputs, window, window]`.
  public let weight: Parameter
  /// The paper's b: `[planes]`.
  public let inhibition: Parameter
  /// The paper's c, the same for each plane of the input: `[1, inputs, window, window]`, sum 1.
  let falloff: Tensor
  /// The paper's d, sum 1: `[1, 1, spread, spread]`.
  private let gathering: Tensor
  /// The paper's α.
  private static let saturation: Double = 0.5

  /// First weights are tiny, so that planes that have not learned anything answer least.
  public init(_ form: Form) {
    self.form = form
    // The paper says that c and d fall monotonously from the middle, not how.
    let c = Self.falling(form.window, by: 0.9).map { $0 / Float(form.inputs) }
    falloff = Tensor(
      (0..<form.inputs).flatMap { _ in c }, shape: [1, form.inputs, form.window, form.window])
    gathering = Tensor(
      Self.falling(form.spread, by: 0.8), shape: [1, 1, form.spread, form.spread])
    weight = Parameter(
      .uniform(1e-4), [form.planes, form.inputs, form.window, form.window],
      fanIn: form.inputs * form.window * form.window, fanOut: form.planes)
    inhibition = Parameter(.zeros([form.planes]))
    super.init()
    weight.assign(weight.detached.abs())
  }

  /// A window of `side`² weights that fall from the middle, sum 1.
  private static func falling(_ side: Int, by factor: Float) -> [Float] {
    let middle = Float(side - 1) / 2
    let weights = (0..<side * side).map { place -> Float in
      let (x, y) = (Float(place % side) - middle, Float(place / side) - middle)
      return pow(factor, (x * x + y * y).squareRoot())
    }
    let sum = weights.reduce(0, +)
    return weights.map { $0 / sum }
  }

  /// The C-cells `[N, planes, H', W']` of an input `[N, inputs, H, W]`.
  public func forward(_ x: Tensor) -> Tensor { complex(simple(x)) }

  /// The S-cells `[N, planes, H, W]`.
  public func simple(_ x: Tensor) -> Tensor {
    let r = form.selectivity
    let e = excitation(x)
    let v = totalInput(x) * inhibition.tensor.reshaped([1, form.planes, 1, 1]) * (2 * r / (1 + r))
    return relu((e + 1) / (v + 1) - 1) * r
  }

  func excitation(_ x: Tensor) -> Tensor {
    conv2d(x, weight.tensor, padding: Padding2d(form.window / 2))
  }

  /// The V-cells below the S-cells: `[N, 1, H, W]`.
  func totalInput(_ x: Tensor) -> Tensor {
    conv2d(x * x, falloff, padding: Padding2d(form.window / 2)).sqrt()
  }

  func complex(_ s: Tensor) -> Tensor {
    let (samples, planes) = (s.shape[0], s.shape[1])
    let alone = s.reshaped([samples * planes, 1, s.shape[2], s.shape[3]])
    let sums = conv2d(
      alone, gathering, stride: Size2d(form.stride), padding: Padding2d(form.margin))
    let e = sums.reshaped([samples, planes, sums.shape[2], sums.shape[3]])
    let x = relu((e + 1) / (e.mean(axes: 1, keepingAxes: true) + 1) - 1)
    return x / (x + Self.saturation)
  }
}
