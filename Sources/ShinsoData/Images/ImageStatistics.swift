import Foundation
import ShinsoTensor
import Synchronization

/// Statistics of a collection of images: counts, sizes, colors, and which files are damaged.
public struct ImageStatistics: Sendable, Encodable {
  public struct ClassCount: Sendable, Hashable, Encodable {
    public let name: String
    public let pictures: Int
  }

  public struct Damage: Sendable, Hashable, Encodable {
    public let file: String
    public let problem: String
  }

  /// Minimum, median and maximum.
  public struct Spread: Sendable, Hashable, Encodable {
    public let smallest: Int
    public let median: Int
    public let largest: Int

    init(_ values: [Int]) {
      let sorted = values.sorted()
      smallest = sorted.first ?? 0
      median = sorted.isEmpty ? 0 : sorted[sorted.count / 2]
      largest = sorted.last ?? 0
    }
  }

  public let classes: [ClassCount]
  /// The number of readable images.
  public let pictures: Int
  public let width: Spread
  public let height: Spread
  /// The sizes of the files in bytes.
  public let fileSize: Spread
  /// The mean of red, green and blue over all pixels, with values in 0...1. Every image has the
  /// same weight.
  public let mean: [Double]
  public let standardDeviation: [Double]
  /// Files that are equal, byte by byte, to an earlier one.
  public let duplicates: Int
  public let damaged: [Damage]
  /// Images that are not read, or lie beside the folders of the classes; nil if there are none.
  public let passedOver: PassedOver?

  /// Reads and decodes every image, on all cores.
  ///
  /// - Parameters:
  ///   - problems: the problems already known; see ``ImageSurvey``.
  ///   - progress: called with the number of images done, from any thread.
  public init(
    _ folder: ImageFolder, problems: [InputError] = [],
    passedOver: PassedOver = PassedOver(),
    progress: @Sendable (Int) -> Void = { _ in }
  ) {
    let found = Mutex<[Int: Result<Sample, InputError>]>([:])
    let items = folder.items
    DispatchQueue.concurrentPerform(iterations: items.count) { index in
      let result = Self.read(items[index].url)
      let done = found.withLock { found in
        found[index] = result
        return found.count
      }
      progress(done)
    }
    let results = found.withLock { $0 }
    var samples: [Sample] = []
    var counts = [Int](repeating: 0, count: folder.classNames.count)
    var damaged = problems.map { Damage(file: $0.subject, problem: $0.problem) }
    for (index, item) in items.enumerated() {
      switch results[index] {
      case .success(let sample)?:
        samples.append(sample)
        counts[item.label] += 1
      case .failure(let error)?:
        damaged.append(Damage(file: item.url.path, problem: error.problem))
      case nil: break
      }
    }
    classes = zip(folder.classNames, counts).map { ClassCount(name: $0, pictures: $1) }
    pictures = samples.count
    width = Spread(samples.map(\.width))
    height = Spread(samples.map(\.height))
    fileSize = Spread(samples.map(\.byteCount))
    self.passedOver = passedOver.text == nil ? nil : passedOver
    duplicates = samples.count - Set(samples.map(\.digest)).count
    self.damaged = damaged
    let count = Double(max(samples.count, 1))
    let mean = (0..<3).map { channel in samples.reduce(0) { $0 + $1.mean[channel] } / count }
    self.mean = mean
    standardDeviation = (0..<3).map { channel in
      let square = samples.reduce(0) { $0 + $1.square[channel] } / count
      return max(square - mean[channel] * mean[channel], 0).squareRoot()
    }
  }

  private struct Sample {
    let width: Int
    let height: Int
    let byteCount: Int
    let digest: Int
    let mean: [Double]
    /// The mean of the squares.
    let square: [Double]
  }

  private static func read(_ url: URL) -> Result<Sample, InputError> {
    do {
      let bytes = try ImageFile.bytes(of: url)
      let image = try Image(data: bytes, name: url.path)
      var hasher = Hasher()
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
      hasher.combine(bytes.count)
      var histogram = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 3)
      for (channel, _) in histogram.enumerated() {
        image.pixels.withUnsafeBufferPointer { pixels in
          for place in stride(from: channel, to: pixels.count, by: 3) {
            histogram[channel][Int(pixels[place])] += 1
          }
        }
      }
      let count = Double(image.width * image.height)
      func moment(_ power: Int) -> [Double] {
        histogram.map { counts in
          counts.enumerated().reduce(0.0) { sum, entry in
            let value = Double(entry.offset) / 255
            return sum + Double(entry.element) * (power == 1 ? value : value * value)
          } / count
        }
      }
      return .success(
        Sample(
          width: image.width, height: image.height, byteCount: bytes.count,
          digest: hasher.finalize(), mean: moment(1), square: moment(2)))
    } catch let error as InputError {
      return .failure(error)
    } catch {
      return .failure(InputError(url.path, error.localizedDescription))
    }
  }
}
