import Foundation
import ShinsoTensor

/// One line of `log.jsonl`.
struct LogRecord: Codable, Sendable, Hashable {
  enum Split: String, Codable { case train, test, layers }

  let split: Split
  /// Updates made when it was written.
  let iteration: Int
  /// Passes over the data, with fractions.
  let epoch: Double
  /// Of the iterations since the last line, or of the test data; nil: not finite.
  let loss: Double?
  let accuracy: Double?
  /// In `train` lines.
  var learningRate: Double?
  /// In `test` lines.
  var top5Accuracy: Double?
  var macroF1: Double?
  /// In `layers` lines, by the name of a parameter or a module.
  var layers: [String: LayerNumbers]?
  /// In `layers` lines: the length of all gradients together, before they are clipped.
  var gradientNorm: Double?
  /// Computing time since the run began, interruptions not counted; whole milliseconds.
  let seconds: Double

  init(
    split: Split, iteration: Int, epoch: Double, loss: Double? = nil, accuracy: Double? = nil,
    learningRate: Double? = nil, top5Accuracy: Double? = nil, macroF1: Double? = nil,
    layers: [String: LayerNumbers]? = nil, gradientNorm: Double? = nil, seconds: Double
  ) {
    self.split = split
    self.iteration = iteration
    self.epoch = epoch
    self.loss = loss
    self.accuracy = accuracy
    self.learningRate = learningRate
    self.top5Accuracy = top5Accuracy
    self.macroF1 = macroF1
    self.layers = layers
    self.gradientNorm = gradientNorm
    self.seconds = (seconds * 1000).rounded() / 1000
  }

  var line: String {
    func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }
    var fields = [
      "\"split\":\"\(split.rawValue)\"", "\"iteration\":\(iteration)",
      "\"epoch\":\(number(epoch))",
    ]
    if let layers {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      encoder.nonConformingFloatEncodingStrategy = .convertToString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      let text = (try? encoder.encode(layers)).map { String(decoding: $0, as: UTF8.self) }
      fields.append("\"layers\":\(text ?? "{}")")
    } else {
      fields += [
        "\"loss\":\(number(loss ?? .nan))", "\"accuracy\":\(number(accuracy ?? .nan))",
      ]
    }
    if let top5Accuracy { fields.append("\"top5Accuracy\":\(number(top5Accuracy))") }
    if let macroF1 { fields.append("\"macroF1\":\(number(macroF1))") }
    if let gradientNorm { fields.append("\"gradientNorm\":\(number(gradientNorm))") }
    if let learningRate { fields.append("\"learningRate\":\(number(learningRate))") }
    fields.append("\"seconds\":\(number(seconds))")
    return "{" + fields.joined(separator: ",") + "}\n"
  }

  /// The numbers by TensorBoard's tags, the split behind the quantity so that curves share a chart.
  var scalars: [(tag: String, value: Double)] {
    var found: [(String, Double)] = []
    func add(_ tag: String, _ value: Double?) { if let value { found.append((tag, value)) } }
    add("loss/\(split.rawValue)", loss)
    add("accuracy/\(split.rawValue)", accuracy)
    add("top5Accuracy/\(split.rawValue)", top5Accuracy)
    add("macroF1/\(split.rawValue)", macroF1)
    add("learningRate", learningRate)
    add("gradientNorm", gradientNorm)
    for (name, numbers) in (layers ?? [:]).sorted(by: { $0.key < $1.key }) {
      add("weights/\(name)", numbers.weight)
      add("gradients/\(name)", numbers.gradient)
      add("activations/\(name)/mean", numbers.activationMean)
      add("activations/\(name)/deviation", numbers.activationDeviation)
    }
    return found
  }

  /// The lines of a log, without one at the end that was not written to its end.
  static func read(_ url: URL) throws -> [LogRecord] {
    guard let data = try? Data(contentsOf: url) else {
      throw InputError(url.path, "cannot be read")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let lines = data.split(separator: UInt8(ascii: "\n"))
    return try lines.enumerated().compactMap { index, line in
      do { return try decoder.decode(LogRecord.self, from: line) } catch {
        if index == lines.count - 1, data.last != UInt8(ascii: "\n") { return nil }
        throw InputError(url.path, "line \(index + 1) is not a line of a training log")
      }
    }
  }
}

/// A run's `log.jsonl`, to which lines are appended.
final class TrainingLog {
  private let url: URL
  private let descriptor: Int32
  /// Bytes written so far: where a resumed run cuts the file.
  private(set) var byteCount: Int

  /// Opens the file, made if it is not there, and cuts it after `byteCount` bytes.
  init(_ url: URL, keeping byteCount: Int) throws {
    self.url = url
    descriptor = open(url.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw InputError(url.path, "cannot be written: \(String(cString: strerror(errno)))")
    }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    self.byteCount = max(min(byteCount, size), 0)
    guard ftruncate(descriptor, off_t(self.byteCount)) == 0 else { throw failure() }
  }

  deinit { close(descriptor) }

  func append(_ record: LogRecord) throws {
    let bytes = Array(record.line.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(byteCount + done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure() }
      done += count
    }
    byteCount += bytes.count
  }

  /// Waits until the lines are on the disk.
  func synchronize() { fsync(descriptor) }

  private func failure() -> InputError {
    InputError(url.path, "cannot be written: \(String(cString: strerror(errno)))")
  }
}
