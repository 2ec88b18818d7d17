import CKernels
import COneDNN
import Foundation

/// A library of others that this process computes with, as it was found at run time.
public struct LinkedLibrary: Sendable, Hashable, Encodable {
  public let name: String
  /// nil for libraries that do not tell it.
  public let version: String?
  /// The file that it was loaded from, links resolved; nil if it is not in the process.
  public let file: String?

  /// - Parameter symbol: a name that this library alone has; it leads to the file.
  package init(_ name: String, version: String?, symbol: String) {
    self.name = name
    self.version = version
    file = Self.file(of: symbol)
  }

  /// oneDNN and the OpenMP runtime that it brings, whose thread team runs Shinso's own loops too.
  public static var computing: [LinkedLibrary] {
    let version = dnnl_version().map {
      "\($0.pointee.major).\($0.pointee.minor).\($0.pointee.patch)"
    }
    // Looks the runtime up.
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
