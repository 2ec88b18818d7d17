import Foundation
import ShinsoTensor

/// Reads HDF5 files as h5py and Keras write them (HDF5 file format specification, version 3.0):
/// superblocks 0 to 3, both kinds of object headers, groups as symbol tables or with links of their
/// own, arrays of numbers in one piece, in the header or in chunks, shuffled and deflated, and
/// attributes.
///
/// Opening a file reads what describes its contents. What cannot be read of that, an array of
/// another kind or a group with its links in a fractal heap, is left out and listed in ``unread``.
///
/// ```swift
/// let file = try HDF5File(url)
/// let kernel = try file.tensor(named: "model_weights/conv1/conv1/kernel")
/// ```
public struct HDF5File {
  /// The names of the arrays: those of the groups that lead there and their own, with slashes.
  public var names: [String] { datasets.map(\.path) }
  let datasets: [HDF5Dataset]
  /// By the path of their object; the root's is empty.
  let attributes: [String: [HDF5Attribute]]
  /// What could not be read, and why.
  let unread: [(path: String, problem: InputError)]
  private let indices: [ExactName: Int]
  private let source: any ByteSource

  /// Opens the file at `url`. Throws `InputError` if it is damaged or not HDF5.
  public init(_ url: URL) throws { try self.init(InputFile(url)) }

  /// Opens the file in `source`; see `init(_:)`.
  public init(_ source: any ByteSource) throws {
    self.source = source
    var walk = HDF5Walk(try HDF5Input(source))
    try walk.run()
    datasets = walk.datasets
    attributes = walk.attributes
    unread = walk.unread
    indices = Dictionary(
      datasets.enumerated().map { (ExactName($0.element.path), $0.offset) }
    ) { first, _ in first }
    try checkOverlaps()
    try checkSizes()
  }

  /// The array with that name. Throws `InputError` if there is none, or if it cannot be read.
  public func tensor(named name: String) throws -> Tensor {
    guard let index = indices[ExactName(name)] else {
      if let problem = unread.first(where: { $0.path.isExactly(name) })?.problem { throw problem }
      throw InputError(source.name, "has no array \(quoted(name))")
    }
    return try datasets[index].tensor(in: source)
  }

  /// All arrays of numbers, in file order.
  public func tensors() throws -> [(name: String, tensor: Tensor)] {
    try datasets.filter { $0.type.elementType?.readDType != nil }
      .map { ($0.path, try $0.tensor(in: source)) }
  }

  /// An attribute of the object at a path; nil if there is none.
  func attribute(_ name: String, of path: String) -> HDF5Attribute? {
    attributes[path]?.first { $0.name.isExactly(name) }
  }

  func stream(of index: Int) throws -> SourceStream { try datasets[index].stream(in: source) }

  /// One array under many names, or chunks in many arrays, would let a small file fill the memory. As
  /// for each array alone, what deflate can do is believed up to a size.
  private func checkSizes() throws {
    var rest = max(HDF5Chunks.freeSize, min(source.size, 1 << 50) * HDF5Chunks.maximumRatio)
    for dataset in datasets where dataset.obstacle == nil {
      rest -= min(dataset.byteCount, 1 << 60)
      guard rest >= 0 else {
        throw InputError(
          source.name,
          "lists arrays of over a gigabyte, \(HDF5Chunks.maximumRatio) times its own size")
      }
    }
  }

  /// Arrays that share bytes would let a small file stand for any number of large ones.
  private func checkOverlaps() throws {
    var ranges: [Int: Range<Int>] = [:]
    for dataset in datasets {
      guard case .contiguous(let range?) = dataset.layout, !range.isEmpty else { continue }
      ranges[dataset.address] = range
    }
    var end = 0
    for range in ranges.values.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard range.lowerBound >= end else {
        throw InputError(source.name, "is damaged: the data of two arrays overlap")
      }
      end = range.upperBound
    }
  }
}
