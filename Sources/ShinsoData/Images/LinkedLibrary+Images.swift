import CPNG
import CWebP
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
      LinkedLibrary("libwebp", version: webpVersion, symbol: "WebPGetDecoderVersion"),
    ]
  }

  private static var webpVersion: String {
    let number = WebPGetDecoderVersion()
    return "\(number >> 16).\(number >> 8 & 0xFF).\(number & 0xFF)"
  }
}
