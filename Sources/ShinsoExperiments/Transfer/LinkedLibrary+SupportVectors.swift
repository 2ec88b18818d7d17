import CLibLinear
import CLibSVM
import ShinsoTensor

extension LinkedLibrary {
  /// The libraries that train support vector machines.
  public static var supportVectors: [LinkedLibrary] {
    [
      LinkedLibrary(
        "LIBLINEAR", version: text(shinso_liblinear_version()), symbol: "liblinear_version"),
      LinkedLibrary("LIBSVM", version: text(shinso_libsvm_version()), symbol: "libsvm_version"),
    ]
  }

  /// Both count in hundredths: 324 is version 3.24.
  private static func text(_ version: Int32) -> String {
    let hundredths = version % 100
    return "\(version / 100).\(hundredths < 10 ? "0" : "")\(hundredths)"
  }
}
