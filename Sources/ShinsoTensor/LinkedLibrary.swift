import CKernels
import COneDNN
import Foundation

/// A third-party library that this process computes with, as found at run time.
public struct LinkedLibrary: Sendable, Hashable, Encodable {
  public let name: String
  /// nil if the library does not report its version.
  public let version: String?
  /// The file that it was loaded from, with links resolved; nil if it is not loaded.
  public let file: String?

  /// - Parameter symbol: a name that only this library defines, used to find the file.
  package init(_ name: String, version: String?, symbol: String) {
    self.name = name
    self.version = version
    file = Self.file(of: symbol)
  }

  /// oneDNN and its OpenMP runtime, whose threads also run Shinso's own loops.
  public static var computing: [LinkedLibrary] {
    let version = dnnl_version().map {
      "\($0.pointee.major).\($0.pointee.minor).\($0.pointee.patch)"
    }
    // Look up the runtime.
    _ = Threads.count
    return [
      LinkedLibrary("oneDNN", version: version, symbol: "dnnl_version"),
      LinkedLibrary("OpenMP runtime", version: nil, symbol: "GOMP_parallel"),
    ]
  }

  private static func file(of symbol: String) -> String? {
    shinso_file_of_symbol(symbol).map {
      URL(filePath: String(cString: $0)).resolvingSymlinksInPath().path
    }
  }
}
