import ShinsoSchemas
import ShinsoTensor

/// A layer of a Caffe net in today's form (`layer`, V2), whatever form its file has.
public struct CaffeLayer: Sendable {
  /// Everything but the blobs.
  package var parameter: CaffeLayerParameter
  /// The weights, in Caffe's order: a convolution's filters, then its bias.
  public var blobs: [Tensor]
  /// What could not be read. A net that does without the layer is not concerned.
  package var problem: InputError?

  package init(
    _ parameter: CaffeLayerParameter, blobs: [Tensor] = [], problem: InputError? = nil
  ) {
    self.parameter = parameter
    self.blobs = blobs
    self.problem = problem
  }

  public var name: String { parameter.name }
  /// `Convolution`, `Pooling`, …
  public var type: String { parameter.type }
  /// The names of what it takes.
  public var bottoms: [String] { parameter.bottom }
  /// The names of what it makes. A top with the name of a bottom takes its place.
  public var tops: [String] { parameter.top }

  /// Multiplies the learning rate of the blob at `index`.
  public func rateFactor(_ index: Int) -> Double {
    index < parameter.param.count ? Double(parameter.param[index].lrMult) : 1
  }

  /// Multiplies the weight decay of the blob at `index`.
  public func decayFactor(_ index: Int) -> Double {
    index < parameter.param.count ? Double(parameter.param[index].decayMult) : 1
  }
}
