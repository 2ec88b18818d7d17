import Foundation
import ShinsoTensor

/// The files of one Caffe model: what describes the net, its weights, and its mean image.
public struct CaffeFiles: Sendable, Hashable {
  public var prototxt: URL
  public var weights: URL?
  public var mean: URL?

  public init(prototxt: URL, weights: URL? = nil, mean: URL? = nil) {
    self.prototxt = prototxt
    self.weights = weights
    self.mean = mean
  }

  /// The model at `url`: a folder with one net and one file of weights, or one of the two, of which
  /// the other lies beside it. Nets for training alone and solvers are passed over if there is
  /// another net; a file of several with the same beginning belongs to it. Throws `InputError` if
  /// that does not decide.
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
    var weights = names.filter(Self.isWeights)
    if !isFolder {
      let name = url.lastPathComponent
      guard names.contains(name) else { throw InputError(url.path, "there is no such file") }
      if Self.isNet(name) {
        nets = [name]
        weights = Self.related(weights, to: name)
      } else {
        weights = [name]
        nets = Self.related(nets, to: name)
      }
    }
    let preferred = Self.preferred(nets)
    guard preferred.count == 1 else {
      throw InputError(url.path, Self.undecided(".prototxt", nets))
    }
    guard given != nil || weights.count <= 1 else {
      throw InputError(url.path, Self.undecided(".caffemodel", weights))
    }
    // Among the files of several models, a mean may be anybody's.
    let means = names.filter(Self.isWeights).count == 1 ? names.filter(Self.isMean) : []
    self.init(
      prototxt: folder.appending(path: preferred[0]),
      weights: given ?? weights.first.map { folder.appending(path: $0) },
      mean: means.count == 1 ? folder.appending(path: means[0]) : nil)
  }

  /// Whether there is a Caffe model at `url`, by the names of files.
  public static func exist(at url: URL) -> Bool {
    guard isFolder(url) else {
      return isNet(url.lastPathComponent) || isWeights(url.lastPathComponent)
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.contains(where: isNet)
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  private static func isNet(_ name: String) -> Bool { name.hasSuffix(".prototxt") }

  /// Caffe's first version gave weights no extension, only the iteration.
  private static func isWeights(_ name: String) -> Bool {
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

  private static func undecided(_ ending: String, _ found: [String]) -> String {
    found.isEmpty
      ? "there is no \(ending) file"
      : "there are several \(ending) files (\(found.joined(separator: ", "))); name one"
  }
}
