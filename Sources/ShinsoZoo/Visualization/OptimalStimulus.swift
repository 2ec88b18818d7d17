import Foundation
import ShinsoData
import ShinsoNN
import ShinsoTensor

/// The picture that excites a unit most, found by gradient ascent from noise: Erhan, Bengio, Courville
/// & Vincent, "Visualizing higher-layer features of a deep network", 2009; for classes Simonyan,
/// Vedaldi & Zisserman, ICLR workshop 2014, section 2. As in Le et al., "Building high-level features
/// using large scale unsupervised learning", ICML 2012, section 5.4, the picture's norm is bounded.
///
/// By the gradient alone it becomes noise that excites the unit. What one recognizes comes of steps that
/// are blurred (``PicturePyramid``), and of another part at another scale at each step (jitter), so that
/// no pixel counts by itself.
public struct OptimalStimulus: Sendable {
  public var steps = 120
  /// The root mean square of the deviation from gray.
  public var norm = 0.4
  public var seed: UInt64 = 1

  private static let rate = 0.05
  /// Of the picture's side: how far around the network's input it reaches.
  private static let border = 0.06
  /// The least part of the side that the network is shown.
  private static let leastPart = 0.9

  public init() {}

  /// - Parameter report: called with the number of steps done.
  /// - Throws: `InputError` for a unit that the network does not have.
  public func image(
    of unit: NetworkView.Unit, in view: NetworkView, report: (Int) -> Void = { _ in }
  ) throws -> Image {
    image(
      exciting: try view.value(of: unit, reading: .average), of: view.network.preprocessing,
      parameters: view.graph.parameters.map(\.value),
      waking: Saliency.deconvnet.rules(view.rectifiers), report: report)
  }

  /// - Parameters:
  ///   - value: of an input `[1, C, H, W]`.
  ///   - parameters: those of `value`, which need no gradients.
  ///   - waking: gradient rules for a unit whose gradient is 0.
  ///   - report: called with the number of steps done.
  public func image(
    exciting value: (Tensor) -> Tensor, of input: ImagePreprocessing, parameters: [Parameter],
    waking: [OpName: GradientRule] = [:], report: (Int) -> Void = { _ in }
  ) -> Image {
    let border = max(Int(Self.border * Double(min(input.width, input.height))), 1)
    let size = Size2d(input.height + 2 * border, input.width + 2 * border)
    let picture = PicturePyramid(size: size, input.normalization, seed: seed)
    let optimizer = Adam(learningRate: Self.rate)
    var generator = SplitMix64(seed, 1)
    let learning = parameters.filter { !$0.isFrozen }
    for parameter in learning { parameter.isFrozen = true }
    defer { for parameter in learning { parameter.isFrozen = false } }
    for step in 0..<steps {
      let part = generator.unit() * (1 - Self.leastPart) + Self.leastPart
      let side = Size2d(
        Int(part * Double(size.height)), Int(part * Double(size.width)))
      let window = picture.plain().window(
        top: generator.index(below: size.height - side.height + 1),
        left: generator.index(below: size.width - side.width + 1), side)
      let shown = resize2d(window, to: Size2d(input.height, input.width))
      let answer = value(picture(shown))
      var gradients = answer.gradients(BackwardOptions(retainsTape: true))
      if gradients.norm == 0 {
        // Behind relus that nothing has woken yet, the gradient is 0; the deconvnet's is not, which
        // passes on what is positive.
        gradients = answer.gradients(BackwardOptions(rules: waking))
      }
      optimizer.learningRate = Self.rate * (1 - 0.8 * Double(step) / Double(steps))
      // Uphill.
      optimizer.update(picture, with: gradients * -1)
      picture.limit(to: norm)
      report(step + 1)
    }
    let whole = withoutGradients {
      picture.plain().window(top: border, left: border, Size2d(input.height, input.width))
    }
    return input.normalization.image(
      whole.shape.removing(axis: 0), whole.scalars(as: Float.self)
    ) { $0 }
  }
}

extension Tensor {
  /// A part of pictures `[N, C, H, W]`.
  fileprivate func window(top: Int, left: Int, _ size: Size2d) -> Tensor {
    sliced(axis: 2, from: top, to: top + size.height)
      .sliced(axis: 3, from: left, to: left + size.width)
  }
}
