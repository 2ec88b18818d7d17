import Foundation

/// `shinso-server`, a program of its own, because an HTTP server takes long to build.
struct ServerProgram {
  static let name = "shinso-server"

  let file: URL

  /// Looks beside this program, as `make install` puts it, and in the checkout that this program was
  /// built in; nil if it is in neither.
  ///
  /// - Parameter program: this program's file.
  init?(besides program: URL) {
    let folder = program.deletingLastPathComponent()
    var places = [folder]
    var checkout = folder
    while checkout.path != "/" {
      places.append(checkout.appending(path: "Server/.build/release"))
      checkout.deleteLastPathComponent()
    }
    let files = places.map { $0.appending(path: Self.name) }
    guard let file = files.first(where: { FileManager.default.isExecutableFile(atPath: $0.path) })
    else { return nil }
    self.file = file
  }

  /// Puts the server in the place of this program.
  ///
  /// - Returns: why that failed.
  func run(_ arguments: [String]) -> String {
    var words = ([file.path] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    execv(file.path, words)
    return String(cString: strerror(errno))
  }
}
