import Foundation
import ShinsoModels
import ShinsoNN
import ShinsoTensor
import Testing

@Suite(.serialized) struct CaptionNetworkTests {
  private static let vocabulary = 9

  private func decoder(attends: Bool) -> any CaptionDecoder {
    RandomGenerator.shared.key = RandomKey(seed: 5, counter: 0)
    return attends
      ? ShowAttendAndTell(
        channels: 3, places: 4, vocabulary: Self.vocabulary, embedding: 6, hidden: 5)
      : ShowAndTell(features: 12, vocabulary: Self.vocabulary, embedding: 6, hidden: 5)
  }

  private let pictures = Tensor(
    (0..<36).map { Float(sin(Double($0) * 1.7)) }, shape: [3, 3, 2, 2])
  private let owners = Tensor([0, 0, 1, 2] as [Int64])
  private let targets = Tensor(
    [1, 1, 1, 1, 3, 4, 5, 6, 7, 8, 3, 4] as [Int64], shape: [3, 4])
  private let labels = Tensor([3, 4, 5, 6, 7, 8, 3, 4, 2, 2, 2, -1] as [Int64])

  /// Word by word gives what the whole caption gives at once.
  @Test(arguments: [false, true]) func stepsAreTheWhole(attends: Bool) throws {
    func check<Decoder: CaptionDecoder>(_ decoder: Decoder) {
      decoder.mode = .evaluation
      withoutGradients {
        let all: [Float] = decoder.logits(pictures, owners: owners, targets: targets).scalars()
        var state = decoder.start(pictures).selecting(owners.scalars(as: Int.self))
        for step in 0..<3 {
          let tokens = targets.sliced(axis: 0, from: step, to: step + 1).squeezed(0)
          let (logits, next, weights) = decoder.next(tokens, state)
          let row: [Float] = logits.scalars()
          let expected = all[step * 36..<(step + 1) * 36]
          #expect(zip(row, expected).allSatisfy { abs($0 - $1) < 1e-5 })
          #expect((weights != nil) == attends)
          if let weights {
            #expect(weights.shape == [4, 4])
            let sums: [Float] = weights.sum(axes: 1).scalars()
            #expect(sums.allSatisfy { abs($0 - 1) < 1e-5 })
          }
          state = next
        }
      }
    }
    check(decoder(attends: attends))
  }

  /// Finite differences, also of what the encoder would get.
  @Test(arguments: [false, true]) func gradientsAreThoseOfTheLoss(attends: Bool) throws {
    let network = CaptionNetwork(encoder: nil, decoder: decoder(attends: attends))
    func loss(_ pictures: Tensor) -> Tensor {
      network.loss(pictures, owners: owners, targets: targets, labels: labels)
    }
    let x = Parameter(pictures).tensor
    let own: [Float] = ShinsoTensor.gradients(of: loss(x), withRespectTo: x).scalars()
    let values: [Float] = pictures.scalars()
    for place in [0, 7, 20, 35] {
      func moved(_ by: Float) -> Double {
        var values = values
        values[place] += by
        return withoutGradients { loss(Tensor(values, shape: pictures.shape)) }.item()
      }
      let expected = (moved(1e-2) - moved(-1e-2)) / 2e-2
      #expect(abs(Double(own[place]) - expected) < 2e-4, "\(place): \(own[place]) \(expected)")
    }
  }

  /// A picture's caption does not depend on the others in the batch.
  @Test(arguments: [false, true]) func picturesDoNotDisturbEachOther(attends: Bool) throws {
    let decoder = decoder(attends: attends)
    decoder.mode = .evaluation
    let search = BeamSearch(width: 3, normalization: 0)
    let all = try decoder.write(pictures, search, begin: 1, limit: 5, excluding: [0, 1])
    for place in 0..<3 {
      let one = pictures.sliced(axis: 0, from: place, to: place + 1)
      let found = try decoder.write(one, search, begin: 1, limit: 5, excluding: [0, 1])
      #expect(found[0].map(\.tokens) == all[place].map(\.tokens))
      #expect(found[0].allSatisfy { !$0.tokens.contains(0) && !$0.tokens.contains(1) })
      #expect(!attends || found[0][0].weights.count == found[0][0].tokens.count)
    }
  }

  /// Learns by heart which word belongs to which picture.
  @Test(arguments: [false, true]) func learns(attends: Bool) throws {
    let network = CaptionNetwork(encoder: nil, decoder: decoder(attends: attends))
    let optimizer = Adam(learningRate: 0.03)
    network.mode = .training
    for _ in 0..<150 {
      let loss = network.loss(pictures, owners: owners, targets: targets, labels: labels)
      optimizer.update(network, with: loss.gradients())
    }
    network.mode = .evaluation
    let found = try network.decoder.write(
      pictures, BeamSearch(width: 1), begin: 1, limit: 5, excluding: [0, 1])
    #expect(found[1][0].tokens == [5, 3])
    #expect(found[2][0].tokens == [6, 4] || found[2][0].tokens.prefix(2) == [6, 4])
  }

  @Test func sceneNetworkKeepsPlaces() {
    let network = SceneNetwork()
    network.mode = .evaluation
    let map = withoutGradients { network(.zeros([2, 3, SceneNetwork.side, SceneNetwork.side])) }
    #expect(map.shape == [2, SceneNetwork.channels, 8, 8])
    #expect(SceneNetwork.places == 64)
    // 3·32·25 + 32·48·9 + 48·64·9 + 64·96·9, and two for each channel's normalization.
    #expect(network.parameterCount == 2400 + 13_824 + 27_648 + 55_296 + 2 * (32 + 48 + 64 + 96))
  }
}
