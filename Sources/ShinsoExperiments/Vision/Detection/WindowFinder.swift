import Foundation
import ShinsoData
import ShinsoFormats
import ShinsoModels
import ShinsoTensor
import ShinsoTraining
import ShinsoZoo
import Synchronization

/// Finds the windows of pictures and computes their maps: regions on all threads, one picture each,
/// then the network, which takes all threads itself.
struct WindowFinder {
  struct Found {
    let image: Image
    let proposals: [Box]
    let maps: ScaledMaps
  }

  let network: ConvolutionalMaps
  let settings: WindowSettings

  /// Pictures in memory at a time.
  private static let block = 8

  /// - Parameters:
  ///   - title: of the progress line; nil for none.
  ///   - wanted: the numbers of the pictures to go over.
  ///   - take: called in order, with the number of the picture.
  /// - Throws: `InputError` for a picture that cannot be read.
  func run(
    _ pictures: [URL], wanted: [Int]? = nil, title: String?,
    _ take: (_ picture: Int, Found) throws -> Void
  ) throws {
    let wanted = wanted ?? Array(pictures.indices)
    let progress = title.map {
      ProgressReporter(title: $0, total: wanted.count, unit: "images")
    }
    var done = 0
    for start in stride(from: 0, to: wanted.count, by: Self.block) {
      let numbers = wanted[start..<min(start + Self.block, wanted.count)].map { $0 }
      for (number, found) in zip(numbers, try search(numbers.map { pictures[$0] })) {
        let maps = try ScaledMaps(of: found.image, by: network, scales: settings.scales)
        try take(number, Found(image: found.image, proposals: found.proposals, maps: maps))
        done += 1
        progress?.update(done)
      }
    }
    progress?.finish()
  }

  private func search(_ files: [URL]) throws -> [(image: Image, proposals: [Box])] {
    typealias Outcome = Result<(image: Image, proposals: [Box]), any Error>
    let outcomes = Mutex([Outcome?](repeating: nil, count: files.count))
    let next = Atomic(0)
    Parallel.onTeam { _, _ in
      while true {
        let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
        if index >= files.count { break }
        let outcome = Outcome {
          let image = try Image(contentsOf: files[index])
          return (image, settings.proposals(in: image))
        }
        outcomes.withLock { $0[index] = outcome }
      }
    }
    return try outcomes.withLock { $0 }.compactMap { try $0?.get() }
  }
}
