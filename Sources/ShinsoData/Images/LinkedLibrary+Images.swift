import CPNG
import ShinsoTensor

extension LinkedLibrary {
  /// The libraries that decode images.
  public static var images: [LinkedLibrary] {
    [
      // TurboJPEG has no function that returns its version.
      LinkedLibrary("libjpeg-turbo", version: nil, symbol: "tjInitDecompress"),
      LinkedLibrary(
        "libpng", version: png_get_libpng_ver(nil).map { String(cString: $0) },
        symbol: "png_get_libpng_ver"),
    ]
  }
}
