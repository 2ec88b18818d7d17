import CArchive
import CCrypto
import CZlib
import ShinsoTensor

extension LinkedLibrary {
  /// The libraries that read and verify files.
  public static var formats: [LinkedLibrary] {
    [
      LinkedLibrary(
        "zlib", version: zlibVersion().map { String(cString: $0) }, symbol: "zlibVersion"),
      LinkedLibrary(
        "OpenSSL", version: OpenSSL_version(OPENSSL_VERSION_STRING).map { String(cString: $0) },
        symbol: "OpenSSL_version"),
      LinkedLibrary(
        "libarchive", version: archive_version_string().map { String(cString: $0) },
        symbol: "archive_version_string"),
    ]
  }
}
