import Foundation
import ShinsoFormats
import ShinsoTensor

/// CIFAR-10 and CIFAR-100 in their binary form: records of one label byte (CIFAR-100: a coarse and a
/// fine one) and 3 × 32 × 32 pixels, red plane first. Krizhevsky, "Learning multiple layers of
/// features from tiny images", 2009.
public enum CIFAR {
  public enum Part: String, Sendable, CaseIterable { case train, test }

  private static let pixels = 3 * 32 * 32

  /// Reads a part from a folder or an archive (`cifar-10-binary.tar.gz`) with the published files.
  ///
  /// - Throws: `InputError` naming the file that is missing, of wrong size or with a wrong label.
  public static func read(_ folder: URL, _ part: Part) throws -> TensorDataset {
    let names = try files(in: folder)
    let isHundred = names.contains { $0.hasSuffix("train.bin") }
    let wanted: (String) -> Bool = { name in
      let last = name.split(separator: "/").last.map(String.init) ?? name
      if isHundred { return last == "\(part.rawValue).bin" }
      return part == .test
        ? last == "test_batch.bin" : last.hasPrefix("data_batch_") && last.hasSuffix(".bin")
    }
    let parts = names.filter(wanted).sorted()
    guard !parts.isEmpty else {
      throw InputError(
        folder.path, "holds no \(isHundred ? "\(part.rawValue).bin" : "data_batch_1.bin to 5")")
    }
    let classNames = try classNames(names, in: folder, count: isHundred ? 100 : 10)
    let labelBytes = isHundred ? 2 : 1
    var labels: [Int] = []
    var samples: [UInt8] = []
    for name in parts {
      let url = folder.appending(path: name)
      let bytes = try PackedFile.bytes(of: url)
      let record = labelBytes + pixels
      guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
        throw InputError(url.path, "has \(bytes.count) bytes, which are no records of \(record)")
      }
      for start in stride(from: 0, to: bytes.count, by: record) {
        let label = Int(bytes[start + labelBytes - 1])
        guard label < classNames.count else {
          throw InputError(url.path, "has the label \(label) of \(classNames.count) classes")
        }
        labels.append(label)
        samples += bytes[(start + labelBytes)..<(start + record)]
      }
    }
    return TensorDataset(
      Tensor(samples, shape: [labels.count, 3, 32, 32]), labels: labels, classNames: classNames,
      scale: 1 / 255)
  }

  private static func files(in folder: URL) throws -> [String] {
    if let packed = try PackedFile.files(below: folder) { return packed }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw InputError(folder.path, "is no folder or archive that can be read")
    }
    return names
  }

  /// From `batches.meta.txt` or `fine_label_names.txt`; numbers if that is missing.
  private static func classNames(
    _ names: [String], in folder: URL, count: Int
  ) throws -> [String] {
    let wanted = count == 100 ? "fine_label_names.txt" : "batches.meta.txt"
    guard let name = names.first(where: { $0.split(separator: "/").last == wanted[...] }) else {
      return (0..<count).map(String.init)
    }
    let bytes = try PackedFile.bytes(of: folder.appending(path: name))
    let found = String(decoding: bytes, as: UTF8.self).split { $0.isNewline }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard found.count == count else {
      throw InputError(
        folder.appending(path: name).path, "names \(found.count) classes, not \(count)")
    }
    return found
  }
}
