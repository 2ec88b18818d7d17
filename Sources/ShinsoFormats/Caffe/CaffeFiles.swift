import Foundation
import ShinsoTensor

/// The files of one Caffe model: what describes the net, its weights, its mean image and the names of
/// its classes.
public struct CaffeFiles: Sendable, Hashable {
  public var prototxt: URL
  public var weights: URL?
  public var mean: URL?
  /// A class a line, in the order of the outputs.
  public var labels: URL?
  /// Which of several files of weights that is.
  public var note: String?

  /// The name that the file of classes has.
  public static let labelsName = "labels.txt"

  public init(prototxt: URL, weights: URL? = nil, mean: URL? = nil) {
    self.prototxt = prototxt
    self.weights = weights
    self.mean = mean
  }

  /// The model at `url`: a folder with one net and one file of weights, or one of the two, of which
  /// the other lies beside it. Nets for training alone and solvers are passed over if there is
  /// another net; a file of several with the same beginning belongs to it. Of the snapshots of one
  /// training the last is taken. Throws `InputError` if that does not decide.
  ///
  /// - Parameter weights: in place of those beside the net.
  public init(_ url: URL, weights given: URL? = nil) throws {
    let isFolder = Self.isFolder(url)
    let folder = isFolder ? url : url.deletingLastPathComponent()
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw InputError(folder.path, "cannot be read: \(error.localizedDescription)")
    }
    var nets = names.filter(Self.isNet)
    let all = names.filter(Self.isWeights)
    var weights = all
    if !isFolder {
      let name = url.lastPathComponent
      guard names.contains(name) else { throw InputError(url.path, "there is no such file") }
      if Self.isNet(name) {
        nets = [name]
        let own = Self.related(all, to: name)
        weights = own.isEmpty && Self.last(of: all) != nil ? all : own
      } else {
        weights = [name]
        let own = Self.related(nets, to: name)
        nets = own.isEmpty ? nets : own
      }
    }
    let preferred = Self.preferred(nets)
    guard preferred.count == 1 else {
      throw InputError(url.path, Self.undecided(".prototxt", nets))
    }
    let last = weights.count == 1 ? weights[0] : Self.last(of: weights)
    guard given != nil || weights.isEmpty || last != nil else {
      throw InputError(url.path, Self.undecided(".caffemodel", weights))
    }
    self.init(
      prototxt: folder.appending(path: preferred[0]),
      weights: given ?? last.map { folder.appending(path: $0) })
    if given == nil, weights.count > 1, let last {
      note = "\(last) is the last of \(weights.count) snapshots; another is used by its path"
    }
    // Among the files of several models, these may be anybody's.
    guard all.count == 1 || Self.last(of: all) != nil else { return }
    let means = names.filter(Self.isMean)
    if means.count == 1 { mean = folder.appending(path: means[0]) }
    if names.contains(Self.labelsName) { labels = folder.appending(path: Self.labelsName) }
  }

  /// Whether there is a Caffe model at `url`, by the names of files.
  public static func exist(at url: URL) -> Bool {
    guard isFolder(url) else {
      return isNet(url.lastPathComponent) || isWeights(url.lastPathComponent)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.contains(where: isNet)
  }

  /// Whether a file holds weights of Caffe's, by its name.
  public static func isWeights(_ url: URL) -> Bool {
    isWeights(url.lastPathComponent) && !isFolder(url)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func isNet(_ name: String) -> Bool { name.hasSuffix(".prototxt") }

  /// Caffe's first version gave weights no extension, only the iteration.
  static func isWeights(_ name: String) -> Bool {
    name.hasSuffix(".caffemodel") || name.contains(/_iter_[0-9]+$/)
  }

  private static func isMean(_ name: String) -> Bool {
    name.hasSuffix(".binaryproto") || name.hasSuffix(".npy") && name.contains("mean")
  }

  /// Of several, those that are not for training alone.
  private static func preferred(_ nets: [String]) -> [String] {
    if nets.count == 1 { return nets }
    let nets = nets.filter { !$0.contains(/solver|train|test|val/) }
    return nets.count > 1 ? nets.filter { $0.contains("deploy") } : nets
  }

  /// Of several, those whose names begin with the name of `file`, or the other way around.
  private static func related(_ names: [String], to file: String) -> [String] {
    if names.count == 1 { return names }
    func stem(_ name: String) -> Substring { name.prefix { $0 != "." } }
    return names.filter { name in
      stem(name).hasPrefix(stem(file)) || stem(file).hasPrefix(stem(name))
    }
  }

  /// The snapshot after the most updates; nil: they are not snapshots of one training.
  private static func last(of weights: [String]) -> String? {
    let snapshots = weights.compactMap { name in
      name.wholeMatch(of: /(.*)_iter_([0-9]+)(?:\.caffemodel)?/).map {
        (name: name, training: $0.1, updates: Int($0.2) ?? .max)
      }
    }
    guard snapshots.count == weights.count, Set(snapshots.map(\.training)).count == 1 else {
      return nil
    }
    return snapshots.max { $0.updates < $1.updates }?.name
  }

  private static func undecided(_ ending: String, _ found: [String]) -> String {
    found.isEmpty
      ? "there is no \(ending) file"
      : "there are several \(ending) files (\(found.joined(separator: ", "))); name one"
  }
}
