import ArgumentParser
import ShinsoZoo

/// Of a network that may be made for pictures of another size.
struct NetworkSizeOptions<Network: NetworkEntry>: NetworkOptions {
  @Option(
    Network.sizes?.shareWeights == true
      ? """
      Width and height of the pictures that it takes. Several sizes, as 224,180, take turns by epoch; \
      the first is the one that it is evaluated with.
      """ : "Width and height of the pictures that it takes.",
    in: limits, default: usual)
  var size: CommaList<Int>?

  var sizes: [Int] { size?.values ?? Network.trainingSizes }

  var values: [String: String] { size.map { ["size": "\($0.values[0])"] } ?? [:] }

  private static var usual: String {
    let sizes = Network.trainingSizes
    if !sizes.isEmpty { return CommaList(sizes).description }
    return "the published network's"
  }

  private static var limits: Limits<CommaList<Int>> {
    guard let sizes = Network.sizes else { return .each(.count) }
    let several = sizes.shareWeights ? ", separated by commas" : ""
    return Limits(
      "\(sizes.minimum) or more"
        + (sizes.divisor > 1 ? ", a multiple of \(sizes.divisor)" : "") + several
    ) {
      $0.values.allSatisfy(sizes.contains) && (sizes.shareWeights || $0.values.count == 1)
    }
  }
}
