import Foundation
import ShinsoFormats
import ShinsoTensor

/// CIFAR-10 and CIFAR-100 in their binary form: records of one label byte (for CIFAR-100, a coarse
/// and a fine label) and 3 × 32 × 32 pixels, red plane first. Krizhevsky, "Learning multiple layers
/// of features from tiny images", 2009.
public enum CIFAR {
  public enum Part: String, Sendable, CaseIterable { case train, test }

  /// The ten classes of CIFAR-10, in their order.
  public static let tenClasses = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  private static let pixels = 3 * 32 * 32
  /// The largest file, the training part of CIFAR-100, has 154 MB.
  private static let maximumByteCount = 1 << 28

  /// Reads one part from a folder or an archive (`cifar-10-binary.tar.gz`) with the published
  /// files.
  ///
  /// - Throws: `InputError` naming the file that is missing, has the wrong size or contains a wrong
  ///   label.
  public static func read(_ folder: URL, _ part: Part) throws -> TensorDataset {
    let names = try files(in: folder)
    func find(_ file: String) -> String? { names.first { lastPart($0) == file[...] } }
    let isHundred = Part.allCases.contains { find("\($0.rawValue).bin") != nil }
    let wanted =
      switch part {
      case _ where isHundred: ["\(part.rawValue).bin"]
      case .train: (1...5).map { "data_batch_\($0).bin" }
      case .test: ["test_batch.bin"]
      }
    let parts = try wanted.map { file in
      guard let name = find(file) else { throw InputError(folder.path, "does not contain \(file)") }
      return name
    }
    let classNames = try classNames(names, in: folder, count: isHundred ? 100 : 10)
    let labelBytes = isHundred ? 2 : 1
    var labels: [Int] = []
    var samples: [UInt8] = []
    for name in parts {
      let url = folder.appending(path: name)
      let bytes = try PackedFile.bytes(of: url, limit: maximumByteCount)
      let record = labelBytes + pixels
      guard !bytes.isEmpty, bytes.count.isMultiple(of: record) else {
        throw InputError(
          url.path,
          "has \(counted(bytes.count, "byte")), but its records have "
            + "\(record)")
      }
      for start in stride(from: 0, to: bytes.count, by: record) {
        let label = Int(bytes[start + labelBytes - 1])
        guard label < classNames.count else {
          throw InputError(
            url.path,
            "has the label \(label), but there are only "
              + "\(counted(classNames.count, "class", "classes"))")
        }
        labels.append(label)
        samples += bytes[(start + labelBytes)..<(start + record)]
      }
    }
    return TensorDataset(
      Tensor(samples, shape: [labels.count, 3, 32, 32]), labels: labels, classNames: classNames,
      scale: 1 / 255)
  }

  /// Whether a folder or an archive holds such files.
  public static func isThere(_ folder: URL) -> Bool {
    let names = Set(((try? files(in: folder)) ?? []).map(lastPart))
    return names.contains("test_batch.bin") || names.isSuperset(of: ["train.bin", "test.bin"])
  }

  private static func lastPart(_ path: String) -> Substring {
    path.split(separator: "/").last ?? ""
  }

  private static func files(in folder: URL) throws -> [String] {
    if let packed = try PackedFile.files(below: folder) { return packed }
    return try FolderListing.names(in: folder)
  }

  /// From `batches.meta.txt` or `fine_label_names.txt`. If that is missing, those of CIFAR-10 are
  /// known, the hundred become numbers.
  private static func classNames(
    _ names: [String], in folder: URL, count: Int
  ) throws -> [String] {
    let wanted = count == 100 ? "fine_label_names.txt" : "batches.meta.txt"
    guard let name = names.first(where: { lastPart($0) == wanted[...] }) else {
      return count == 10 ? tenClasses : (0..<count).map(String.init)
    }
    let bytes = try PackedFile.bytes(of: folder.appending(path: name), limit: maximumByteCount)
    let text = try TextDecoder(name: folder.appending(path: name).path).decodeTable(bytes)
    let found = text.split { $0.isNewline }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    guard found.count == count else {
      throw InputError(
        folder.appending(path: name).path,
        "names \(counted(found.count, "class", "classes")), not "
          + "\(count)")
    }
    return found
  }
}
