import Foundation

/// The terminal that standard output may be.
enum Terminal {
  /// Its columns; 100 where standard output is a file or a pipe.
  static var width: Int {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 100
  }

  /// Whether standard output is a terminal whose user has nothing against colors (no-color.org).
  static var isColored: Bool {
    isatty(STDOUT_FILENO) != 0
      && ProcessInfo.processInfo.environment["NO_COLOR", default: ""].isEmpty
  }
}
