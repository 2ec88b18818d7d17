import CSndFile
import ShinsoTensor

extension LinkedLibrary {
  /// The library that reads sound.
  public static var audio: [LinkedLibrary] {
    let words = String(cString: sf_version_string()).split(separator: "-")
    return [
      LinkedLibrary("libsndfile", version: words.last.map(String.init), symbol: "sf_version_string")
    ]
  }
}
